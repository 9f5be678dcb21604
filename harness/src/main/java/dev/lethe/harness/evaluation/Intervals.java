package dev.lethe.harness.evaluation;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * Intervals by the bootstrap: documents are drawn anew, with replacement, and the ends are percentiles of the scores of
 * what was drawn. All rows of a document come with it, for they stand and fall together; documents are drawn from their
 * own task and set, members and nonmembers from their own kind, questions from all.
 *
 * <p>Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 8 and 13. The intervals say
 * nothing of the seed of the training. Where all documents agree, as for a term of 0, an interval has no width.
 */
public final class Intervals {

    /** Share of the drawn scores within an interval. */
    public static final double LEVEL = 0.95;

    /** Draws. The common number for 95 % percentiles: their own error stays well below an interval's width. */
    public static final int DRAWS = 1000;

    private Intervals() {}

    /**
     * An interval for every score that can be computed: {@code final}, {@code taskAggregate}, {@code mia.auc},
     * {@code mia.score}, {@code mmlu.average}, the mean of each term such as {@code Task1.forget.knowledge}, and that of
     * the terms of each task and set such as {@code Task1.forget}. Without its questions, the average of the
     * multiple-choice questions has none, and neither has the final score.
     */
    public static Map<String, Interval> of(ResultRows result, long seed) {
        return of(result, seed, DRAWS);
    }

    static Map<String, Interval> of(ResultRows result, long seed, int draws) {
        ResampledScores scores = ResampledScores.of(result);
        return intervals(scores, scores::scores, seed, draws);
    }

    /**
     * Intervals of the first result's scores less the second's, both drawn alike: what makes a document hard for both
     * cancels out.
     *
     * @throws IllegalArgumentException if the two are not of the same rows, documents and questions
     */
    public static Map<String, Interval> differences(ResultRows first, ResultRows second, long seed) {
        return differences(first, second, seed, DRAWS);
    }

    static Map<String, Interval> differences(ResultRows first, ResultRows second, long seed, int draws) {
        ResampledScores left = ResampledScores.of(first);
        ResampledScores right = ResampledScores.of(second);
        if (!left.isPairedWith(right)) {
            throw new IllegalArgumentException("the two results are not of the same rows, documents and questions");
        }
        return intervals(left, counts -> minus(left.scores(counts), right.scores(counts)), seed, draws);
    }

    private static Map<String, Interval> intervals(
            ResampledScores scores, Function<int[][], double[]> compute, long seed, int draws) {
        double[] values = compute.apply(scores.once());
        double[][] drawn = new double[draws][];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < draws; i++) {
            drawn[i] = compute.apply(scores.drawn(random));
        }
        List<String> names = scores.names();
        Map<String, Interval> intervals = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            int score = i;
            double[] sample =
                    Arrays.stream(drawn).mapToDouble(draw -> draw[score]).toArray();
            interval(values[i], sample).ifPresent(interval -> intervals.put(names.get(score), interval));
        }
        return Collections.unmodifiableMap(intervals);
    }

    /** The interval of a score that was drawn some times; empty where it or all of these are not finite. */
    static Optional<Interval> interval(double value, double[] drawn) {
        double[] sample = Arrays.stream(drawn).filter(Double::isFinite).toArray();
        if (!Double.isFinite(value) || sample.length == 0) {
            return Optional.empty();
        }
        double tail = (1 - LEVEL) / 2;
        double[] ends = Quantile.withDefaults().evaluate(sample, tail, 1 - tail);
        return Optional.of(new Interval(value, ends[0], ends[1]));
    }

    private static double[] minus(double[] left, double[] right) {
        double[] difference = new double[left.length];
        Arrays.setAll(difference, i -> left[i] - right[i]);
        return difference;
    }
}
