package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.data.RowSet;
import dev.lethe.harness.evaluation.Metric;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a durability probe found in an unlearned model. It stands beside the scores and enters none of them.
 *
 * @param name the probe
 * @param parameters what decides its outcome for a given model and data, by name
 * @param values what it found; none where it had nothing to look at
 * @param seconds what it took
 * @param reason why there are no values, a whole sentence; absent where there are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProbeResult(
        ProbeName name,
        SortedMap<String, Object> parameters,
        List<Value> values,
        double seconds,
        @Nullable String reason) {

    public ProbeResult {
        Require.present(name, "name");
        Require.present(parameters, "parameters");
        Require.present(values, "values");
        Require.that(Double.isFinite(seconds) && seconds >= 0, "seconds is " + seconds + "; it is at least 0");
        Require.that(values.isEmpty() == (reason != null), "a probe has either values or a reason why there are none");
        parameters = ParameterValues.normalized(parameters);
        values = List.copyOf(values);
    }

    /** Whether it is the outcome of this probe with these parameters. */
    public boolean isOf(ProbeName other, Map<String, Object> otherParameters) {
        return name == other && parameters.equals(otherParameters);
    }

    /**
     * A mean over rows of one set. On the forget set a higher value means that more came back, which is worse; on the
     * retain set it means that more is still there, which says how much of a low value on the forget set is damage.
     *
     * @param set the set of the rows
     * @param measure {@link Metric#REGURGITATION}, {@link Metric#KNOWLEDGE} or {@link Metric#EXTRACTION_STRENGTH}
     * @param before the same mean over the same rows without the probe, in [0, 1]; absent where the probe changes
     *     nothing and only looks closer
     * @param value the mean, in [0, 1]; higher means more remembered
     * @param rows number of rows, at least 1
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Value(RowSet set, Metric measure, @Nullable Double before, double value, int rows) {

        private static final Set<Metric> MEASURES =
                EnumSet.of(Metric.REGURGITATION, Metric.KNOWLEDGE, Metric.EXTRACTION_STRENGTH);

        public Value {
            Require.present(set, "set");
            Require.that(
                    measure != null && MEASURES.contains(measure),
                    "measure is " + (measure == null ? "missing" : measure.metricName())
                            + "; expected regurgitation, knowledge or extractionStrength");
            Require.that(before == null || isShare(before), "before is " + before + "; it lies in [0, 1]");
            Require.that(isShare(value), "value is " + value + "; it lies in [0, 1]");
            Require.that(rows > 0, "rows is " + rows + "; it is at least 1");
        }

        private static boolean isShare(double number) {
            return number >= 0 && number <= 1;
        }
    }
}
