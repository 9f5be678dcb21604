package dev.lethe.harness.evaluation;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/**
 * One method with several seeds: what the seed moves, which no resampling of documents shows.
 *
 * @param count number of seeds
 * @param mean mean of the scores
 * @param lowest smallest score
 * @param highest largest score
 */
public record RepeatedTrials(int count, double mean, double lowest, double highest) {

    /** @throws IllegalArgumentException if there is no score, or one is not finite */
    public static RepeatedTrials of(double... scores) {
        if (scores.length == 0 || !Arrays.stream(scores).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "scores are " + Arrays.toString(scores) + "; at least one is needed, all finite");
        }
        DoubleSummaryStatistics summary = Arrays.stream(scores).summaryStatistics();
        return new RepeatedTrials(scores.length, summary.getAverage(), summary.getMin(), summary.getMax());
    }

    /** The distance between the best and the worst seed. */
    public double range() {
        return highest - lowest;
    }
}
