package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code trajectory.jsonl}: what the model knew of a sample at a moment of its unlearning.
 *
 * @param step optimizer steps made so far in the trial; 0 before the first
 * @param phase name of the phase under way, or just ended
 * @param values in the order task, set, probe
 */
public record TrajectoryRow(long step, String phase, List<Value> values) {

    public TrajectoryRow {
        Require.that(step >= 0, "step is " + step + "; it is at least 0");
        Require.present(phase, "phase");
        Require.present(values, "values");
        values = List.copyOf(values);
    }

    /**
     * The sample's rows of one task, set and probe.
     *
     * @param value mean over the rows of regurgitation or knowledge, in [0, 1]; higher means more remembered
     * @param nll mean over the rows of the expected tokens' mean negative log-likelihood in nats; absent if not finite
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Value(Task task, RowSet set, Probe probe, double value, @Nullable Double nll) {

        public Value {
            Require.present(task, "task");
            Require.present(set, "set");
            Require.present(probe, "probe");
            Require.that(value >= 0 && value <= 1, "value is " + value + "; it lies in [0, 1]");
            nll = Finite.orAbsent(nll);
        }
    }
}
