package dev.lethe.harness.api;

import static dev.lethe.harness.api.LetheAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.config.Expectation;
import dev.lethe.harness.config.Measure;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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

    @Test
    void absentValueKeepsNoThreshold() {
        var nothing = new Scores(null, null, null, null, List.of());

        assertThatThrownBy(() -> assertThat(nothing).hasMiaScoreOfAtLeast(0))
                .hasMessageContaining("mia is absent, expected at least 0.0");
    }
}
