package dev.lethe.harness.api;

import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.record.RunRecord;

/**
 * Assertions about results, for tests of one's own.
 *
 * <pre>{@code
 * RunRecord record = RecordJson.read(Path.of("reports/runs/tiny-sugd-42-1a2b3c4d/record.json"));
 *
 * assertThat(record).hasFinalScoreOfAtLeast(0.4).tookAtMostSeconds(3600);
 * assertThat(record.scores()).hasForgotten(Task.TASK2, 0.1).hasRetained(Task.TASK2, 0.9);
 * }</pre>
 */
public final class LetheAssertions {

    private LetheAssertions() {}

    /** Asserts about the record of a trial: its scores and its duration. */
    public static RunRecordAssert assertThat(RunRecord actual) {
        return new RunRecordAssert(actual);
    }

    /** Asserts about scores alone. */
    public static ScoresAssert assertThat(Scores actual) {
        return new ScoresAssert(actual);
    }
}
