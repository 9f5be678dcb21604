package dev.lethe.harness.probe;

import dev.lethe.data.RowSet;
import dev.lethe.harness.evaluation.Metric;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.record.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Means over the rows that a probe asked again, beside those over the same rows in the evaluation. */
final class Comparison {

    private static final List<Metric> MEASURES = List.of(Metric.REGURGITATION, Metric.KNOWLEDGE);

    private Comparison() {}

    /**
     * A value for each set and measure that rows were asked for.
     *
     * @param evaluated rows as the evaluation scored them, at least those of {@code asked}
     * @param asked rows as the probe found them
     */
    static List<ProbeResult.Value> of(List<ScoredRow> evaluated, List<ScoredRow> asked) {
        var values = new ArrayList<ProbeResult.Value>();
        for (RowSet set : RowSet.values()) {
            Set<String> ids = asked.stream()
                    .filter(row -> row.row().set() == set)
                    .map(row -> row.row().id())
                    .collect(Collectors.toSet());
            for (Metric measure : MEASURES) {
                double[] now = scores(asked, set, ids, measure);
                if (now.length > 0) {
                    double before = mean(scores(evaluated, set, ids, measure));
                    values.add(new ProbeResult.Value(set, measure, before, mean(now), now.length));
                }
            }
        }
        return values;
    }

    private static double[] scores(List<ScoredRow> rows, RowSet set, Set<String> ids, Metric measure) {
        return rows.stream()
                .filter(row -> row.row().set() == set && ids.contains(row.row().id()))
                .map(row -> score(row, measure))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static @Nullable Double score(ScoredRow row, Metric measure) {
        return measure == Metric.KNOWLEDGE ? row.knowledge() : row.regurgitation();
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
