package dev.lethe.harness.api;

import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import java.nio.file.Path;

/**
 * Assertions about results, for tests of one's own.
 *
 * <pre>{@code
 * assertThatTrial(Path.of("reports/runs/tiny-sugd-42-1a2b3c4d"))
 *         .hasForgotten(Task.TASK2, 0.1)
 *         .hasRetained(Task.TASK2, 0.9)
 *         .keptShareOfMmlu(0.75)
 *         .tookAtMostSeconds(3600);
 * }</pre>
 */
public final class LetheAssertions {

    private LetheAssertions() {}

    /** Asserts about the trial in a folder: its record, and the intervals of its rows where something is missed. */
    public static RunRecordAssert assertThatTrial(Path folder) {
        return new RunRecordAssert(RecordJson.read(folder.resolve(RecordJson.FILE))).in(folder);
    }

    /** Asserts about the record of a trial: its scores and its duration. */
    public static RunRecordAssert assertThat(RunRecord actual) {
        return new RunRecordAssert(actual);
    }

    /** Asserts about scores alone. */
    public static ScoresAssert assertThat(Scores actual) {
        return new ScoresAssert(actual);
    }
}
