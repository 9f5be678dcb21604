package dev.lethe.harness.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * Every number that Lethe reports as a score, with its formula: the single place where they are listed.
 *
 * <p>A changed formula gets a new version here. The versions of the headline's metrics make up {@link MetricVersion},
 * which every record carries, so that what was scored by the old formula is never ranked with the new. A test holds the
 * formulas against their versions.
 */
public enum Metric {
    REGURGITATION(
            "regurgitation",
            1,
            "mean over sentence completions of LCS(expected, generated) / tokens of expected, stemmed tokens",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN,
            true),
    KNOWLEDGE(
            "knowledge",
            1,
            "share of questions with lower(strip(generated)) = lower(strip(expected))",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN,
            true),
    TASK_AGGREGATE(
            "taskAggregate",
            1,
            "12 / sum(1 / term); term = 1 - mean on the forget set, mean on the retain set; 0 if a term is 0",
            Direction.HIGHER,
            true),
    MIA_AUC(
            "mia.auc",
            1,
            "share of (member, nonmember) pairs where the member has the lower mean NLL, ties count half",
            Direction.NEAR_HALF,
            true),
    MIA_SCORE("mia.score", 1, "1 - 2 * |mia.auc - 0.5|", Direction.HIGHER, true),
    MMLU(
            "mmlu.average",
            1,
            "share of questions whose right answer has the largest log probability, over all questions",
            Direction.HIGHER,
            true),
    FINAL("final", 1, "(taskAggregate + mia.score + mmlu.average) / 3", Direction.HIGHER, true),

    ROUGE1(
            "rouge1",
            1,
            "mean over sentence completions of common tokens / tokens of expected, stemmed tokens",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN,
            false),
    ROUGE_L_F1(
            "rougeL.f1",
            1,
            "mean over sentence completions of 2PR / (P + R); P, R = LCS(expected, generated) / tokens of generated,"
                    + " of expected, stemmed tokens",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN,
            false),
    PREFIX_MATCH(
            "prefixMatch",
            1,
            "share of questions where lower(strip(generated)) begins with lower(strip(expected))",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN,
            false),
    CONTAINS_MATCH(
            "containsMatch",
            1,
            "share of questions where lower(strip(generated)) contains lower(strip(expected))",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN,
            false),
    EXTRACTION_STRENGTH(
            "extractionStrength",
            1,
            "mean over rows of 1 - k / n; n tokens of the expected output, k the fewest first ones after which each other"
                    + " one is the likeliest given all before it",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN,
            false),
    GEOMETRIC_AGGREGATE(
            "geometricAggregate",
            1,
            "exp(mean(ln(term + s))) - s over the terms of taskAggregate; s = 0.01",
            Direction.HIGHER,
            false),
    MIA_INVERSE("mia.inverse", 1, "1 - mia.auc", Direction.HIGHER, false),
    MIA_MIN_K(
            "mia.minK",
            1,
            "1 - 2 * |AUC - 0.5|; AUC by the mean of the smallest fifth of a document's token log probabilities",
            Direction.HIGHER,
            false),
    MIA_MIN_K_PLUS_PLUS(
            "mia.minKPlusPlus",
            1,
            "1 - 2 * |AUC - 0.5|; AUC by the mean of the smallest fifth of (log p - mu) / sigma, mu and sigma the mean"
                    + " and standard deviation of log p over the vocabulary",
            Direction.HIGHER,
            false),
    MIA_ZLIB(
            "mia.zlib",
            1,
            "1 - 2 * |AUC - 0.5|; AUC by -(mean NLL / bytes of the text compressed by zlib)",
            Direction.HIGHER,
            false),
    MIA_REFERENCE(
            "mia.reference",
            1,
            "1 - 2 * |AUC - 0.5|; AUC by mean NLL of a reference model - mean NLL",
            Direction.HIGHER,
            false);

    /** Which values are better. */
    public enum Direction {
        /** Larger is better. */
        HIGHER,
        /** Smaller is better on the forget set, larger on the retain set. */
        LOWER_ON_FORGET_HIGHER_ON_RETAIN,
        /** 0.5 is best: 1 is under-unlearned, 0 over-unlearned. */
        NEAR_HALF
    }

    private final String metricName;
    private final int version;
    private final String formula;
    private final Direction direction;
    private final boolean headline;

    Metric(String metricName, int version, String formula, Direction direction, boolean headline) {
        this.metricName = metricName;
        this.version = version;
        this.formula = formula;
        this.direction = direction;
        this.headline = headline;
    }

    /** The metrics that make up the headline, the official score. */
    static List<Metric> headline() {
        return Arrays.stream(values()).filter(metric -> metric.headline).toList();
    }

    /** The name, as in the scores of a record. */
    public String metricName() {
        return metricName;
    }

    /** The version of the formula; a change raises it, and with it {@link MetricVersion#CURRENT}. */
    public int version() {
        return version;
    }

    /** The formula in plain text. */
    public String formula() {
        return formula;
    }

    /** Which values are better. */
    public Direction direction() {
        return direction;
    }

    /** The smallest possible value. */
    public double lowest() {
        return 0;
    }

    /** The largest possible value. */
    public double highest() {
        return 1;
    }
}
