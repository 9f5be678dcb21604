package dev.lethe.harness.probe;

import static dev.lethe.harness.evaluation.Metric.KNOWLEDGE;
import static dev.lethe.harness.evaluation.Metric.REGURGITATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.record.ProbeResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Means over the same rows before and after, set by set and measure by measure. */
class ComparisonTests {

    private static ScoredRow row(RowSet set, String id, String expected, String generated) {
        return ScoredRow.of(GeneratedRow.of(id, Task.TASK1, set, expected, generated));
    }

    @Test
    void meansAreOverTheRowsThatWereAskedAgain() {
        List<ScoredRow> evaluated = List.of(
                row(RowSet.FORGET, "1sc1", "a b c d", "x"),
                row(RowSet.FORGET, "2sc1", "a b c d", "a b"),
                row(RowSet.FORGET, "3sc1", "not asked again", "not asked again"),
                row(RowSet.FORGET, "1qa1", "Rome", "Paris"),
                row(RowSet.RETAIN, "1qa1", "Bern", "Bern"));
        List<ScoredRow> asked = List.of(
                row(RowSet.RETAIN, "1qa1", "Bern", "Oslo"),
                row(RowSet.FORGET, "2sc1", "a b c d", "a b c d"),
                row(RowSet.FORGET, "1sc1", "a b c d", "a"),
                row(RowSet.FORGET, "1qa1", "Rome", " rome "));

        assertThat(Comparison.of(evaluated, asked))
                .containsExactly(
                        new ProbeResult.Value(RowSet.FORGET, REGURGITATION, 0.25, 0.625, 2),
                        new ProbeResult.Value(RowSet.FORGET, KNOWLEDGE, 0.0, 1, 1),
                        new ProbeResult.Value(RowSet.RETAIN, KNOWLEDGE, 1.0, 0, 1));
    }

    @Test
    void nothingAskedIsNoValue() {
        assertThat(Comparison.of(List.of(row(RowSet.FORGET, "1sc1", "a", "a")), List.of()))
                .isEmpty();
    }
}
