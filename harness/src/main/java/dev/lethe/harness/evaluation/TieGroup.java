package dev.lethe.harness.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The results that cannot be told from the best one: those whose paired difference from it in the final score may be 0
 * by {@link Intervals#differences}. Being in the group says that these documents do not decide, not that two are equal.
 */
public final class TieGroup {

    private TieGroup() {}

    /**
     * Places, in the given order, of the results that tie with the best, the best one among them.
     *
     * @param results results of the same rows, documents and questions; none is empty
     * @throws IllegalArgumentException if they are not of the same rows, or none has a final score
     */
    public static List<Integer> withBest(List<ResultRows> results, long seed) {
        String score = Metric.FINAL.metricName();
        List<Double> finals = results.stream()
                .map(result -> {
                    ResampledScores scores = ResampledScores.of(result);
                    return scores.scores(scores.once())[scores.names().indexOf(score)];
                })
                .toList();
        int best = -1;
        for (int i = 0; i < finals.size(); i++) {
            if (!finals.get(i).isNaN() && (best < 0 || finals.get(i) > finals.get(best))) {
                best = i;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("none of " + results.size() + " results has a final score");
        }
        List<Integer> group = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Map<String, Interval> differences = Intervals.differences(results.get(best), results.get(i), seed);
            if (differences.containsKey(score) && differences.get(score).contains(0)) {
                group.add(i);
            }
        }
        return group;
    }
}
