package dev.lethe.harness.api;

import static dev.lethe.harness.api.LetheAssertions.assertThat;
import static dev.lethe.harness.api.LetheAssertions.assertThatTrial;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.config.Expectation;
import dev.lethe.harness.config.Measure;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.GenerationRow;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.Timings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LetheAssertionsTests {

    private static final Scores SCORES = new Scores(
            0.5,
            0.25,
            new MiaScore(0.9, 0.2),
            new MmluScore(0.75, new TreeMap<>()),
            List.of(
                    new Term(Task.TASK2, RowSet.FORGET, Probe.SENTENCE_COMPLETION, 0.25, 0.75),
                    new Term(Task.TASK2, RowSet.FORGET, Probe.QUESTION_ANSWER, 0.5, 0.5),
                    new Term(Task.TASK2, RowSet.RETAIN, Probe.QUESTION_ANSWER, 0.8, 0.8)));

    private static final String MODEL = "a model";

    @TempDir
    private Path runs;

    @Test
    void acceptsWhatKeepsItsThreshold() {
        assertThat(SCORES)
                .hasFinalScoreOfAtLeast(0.5)
                .hasTaskAggregateOfAtLeast(0.25)
                .hasMiaScoreOfAtLeast(0.2)
                .hasMmluAverageOfAtLeast(0.7)
                .hasForgotten(Task.TASK2, 0.375) // the mean of 0.25 and 0.5
                .hasRetained(Task.TASK2, 0.8);
    }

    @Test
    void listsEveryMissInOneMessage() {
        assertThatThrownBy(() -> assertThat(SCORES)
                        .as("tiny npo 42")
                        .meets(List.of(
                                new Expectation(Measure.FINAL.named(null), 0.6),
                                new Expectation(Measure.MMLU.named(null), 0.7),
                                new Expectation(Measure.FORGET.named(Task.TASK2), 0.1),
                                new Expectation(Measure.RETAIN.named(Task.TASK1), 0.9))))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        """
                        [tiny npo 42] 3 expectations are missed:
                          final is 0.5, expected at least 0.6
                          forget.task2 is 0.375, expected at most 0.1
                          retain.task1 is absent, expected at least 0.9""");
    }

    /** What a test of one's own would say of a trial on disk. */
    @Test
    void assertionsOfATrialAreChained() {
        store("tiny-npo-42", "npo", MODEL, 0.5);
        store("tiny-none-42", "none", MODEL, 0.5);

        assertThatTrial(runs.resolve("tiny-npo-42"))
                .hasForgotten(Task.TASK2, 0.4)
                .hasRetained(Task.TASK2, 0.8)
                .keptShareOfMmlu(0.75)
                .tookAtMostSeconds(60);
    }

    @Test
    void absentValueKeepsNoThreshold() {
        var nothing = new Scores(null, null, null, null, List.of());

        assertThatThrownBy(() -> assertThat(nothing).hasMiaScoreOfAtLeast(0))
                .hasMessageContaining("mia is absent, expected at least 0.0");
    }

    @Test
    void missHasTheIntervalOfTheRowsInTheFolder() {
        store("tiny-npo-42", "npo", MODEL, 0.5);

        assertThatThrownBy(() -> assertThatTrial(runs.resolve("tiny-npo-42")).hasRetained(Task.TASK2, 0.9))
                .hasMessage(
                        """
                        1 expectation is missed:
                          retain.task2 is 0.8 (95 % interval 0.0000 to 1.0000), expected at least 0.9""");
    }

    @Test
    void shareOfMmluIsThatOfTheSameModelBeforeUnlearning() {
        store("tiny-npo-42", "npo", MODEL, 0.5);
        store("tiny-none-42", "none", MODEL, 0.8);
        store("other-none-42", "none", "another model", 0.5);

        assertThatTrial(runs.resolve("tiny-npo-42")).keptShareOfMmlu(0.625);
        assertThatThrownBy(() -> assertThatTrial(runs.resolve("tiny-npo-42")).keptShareOfMmlu(0.75))
                .hasMessageContaining("mmluFloor is 0.625, expected at least 0.75");
    }

    /** 0.3 / 0.4 is 0.75 but for rounding, and the leaderboard calls it kept. */
    @Test
    void shareOfMmluThatIsTheThresholdKeepsIt() {
        store("tiny-npo-42", "npo", MODEL, 0.3);
        store("tiny-none-42", "none", MODEL, 0.4);

        assertThatTrial(runs.resolve("tiny-npo-42")).keptShareOfMmlu(0.75);
        assertThatThrownBy(() -> assertThatTrial(runs.resolve("tiny-npo-42")).keptShareOfMmlu(0.75001))
                .hasMessageContaining("mmluFloor is 0.7499");
    }

    @Test
    void shareOfMmluAsksForNoneWhereThereIsNone() {
        store("tiny-npo-42", "npo", MODEL, 0.5);
        store("other-none-42", "none", "another model", 0.5);

        assertThatThrownBy(() -> assertThatTrial(runs.resolve("tiny-npo-42")).keptShareOfMmlu(0))
                .hasMessageContaining("mmluFloor is absent (there is no complete trial of none with this model and data"
                        + " in " + runs + "; add none to -Dmethods=), expected at least 0.0");
    }

    /** A complete trial that took a minute, with two documents of which it kept one. */
    private void store(String folder, String method, String weights, double mmlu) {
        Path trial = runs.resolve(folder);
        var scores = new Scores(null, null, null, new MmluScore(mmlu, new TreeMap<>()), SCORES.terms());
        var provenance = Provenance.here(weights, "data", "code", "1", "cpu", "fp32");
        RecordJson.write(
                trial.resolve(RecordJson.FILE),
                RunRecord.running("tiny " + method + " 42", "key", "tiny", method, 42, Map.of(), provenance)
                        .completed(
                                scores,
                                true,
                                new Timings(null, null, null, null, null, 60.0),
                                Memory.NONE,
                                Instant.EPOCH,
                                null));
        JsonlFile.generations(trial).append(List.of(row("a", "right"), row("b", "wrong")));
    }

    private static GenerationRow row(String document, String output) {
        return GenerationRow.of(
                new Row(document + "qa0", "Which?", "right", Task.TASK2),
                RowSet.RETAIN,
                output,
                Map.of("knowledge", output.equals("right") ? 1.0 : 0.0),
                0.1);
    }
}
