package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.GeneratedRow;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code generations.jsonl}: what the model said to one row.
 *
 * @param id the row's id
 * @param task its task
 * @param set its set
 * @param probe its probe
 * @param input the prompt
 * @param expected the memorized continuation or answer
 * @param output what the model generated
 * @param scores scores by name, each in [0, 1]: {@code regurgitation} or {@code knowledge}, and other lenses
 * @param nll mean negative log-likelihood of the expected tokens in nats; absent if not computed or not finite
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationRow(
        String id,
        Task task,
        RowSet set,
        Probe probe,
        String input,
        String expected,
        String output,
        SortedMap<String, Double> scores,
        @Nullable Double nll) {

    public GenerationRow {
        Require.present(id, "id");
        Require.present(task, "task");
        Require.present(set, "set");
        Require.present(probe, "probe");
        Require.present(input, "input");
        Require.present(expected, "expected");
        Require.present(output, "output");
        Require.present(scores, "scores");
        scores = Finite.only(scores);
        nll = Finite.orAbsent(nll);
    }

    /** The line for {@code row} of {@code set}. */
    public static GenerationRow of(
            Row row, RowSet set, String output, Map<String, Double> scores, @Nullable Double nll) {
        return new GenerationRow(
                row.id(), row.task(), set, row.probe(), row.input(), row.output(), output, new TreeMap<>(scores), nll);
    }

    /** The row as the official script scores it. */
    public GeneratedRow generated() {
        return GeneratedRow.of(id, task, set, expected, output);
    }
}
