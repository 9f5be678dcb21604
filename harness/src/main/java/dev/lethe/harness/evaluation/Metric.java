package dev.lethe.harness.evaluation;

/** Every number that Lethe reports as a score, with its formula: the single place where they are listed. */
public enum Metric {
    REGURGITATION(
            "regurgitation",
            1,
            "mean over sentence completions of LCS(expected, generated) / tokens of expected, stemmed tokens",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN),
    KNOWLEDGE(
            "knowledge",
            1,
            "share of questions with lower(strip(generated)) = lower(strip(expected))",
            Direction.LOWER_ON_FORGET_HIGHER_ON_RETAIN),
    TASK_AGGREGATE(
            "taskAggregate",
            1,
            "12 / sum(1 / term); term = 1 - mean on the forget set, mean on the retain set; 0 if a term is 0",
            Direction.HIGHER),
    MIA_AUC(
            "mia.auc",
            1,
            "share of (member, nonmember) pairs where the member has the lower mean NLL, ties count half",
            Direction.NEAR_HALF),
    MIA_SCORE("mia.score", 1, "1 - 2 * |mia.auc - 0.5|", Direction.HIGHER),
    MMLU(
            "mmlu.average",
            1,
            "share of questions whose right answer has the largest log probability, over all questions",
            Direction.HIGHER),
    FINAL("final", 1, "(taskAggregate + mia.score + mmlu.average) / 3", Direction.HIGHER);

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

    Metric(String metricName, int version, String formula, Direction direction) {
        this.metricName = metricName;
        this.version = version;
        this.formula = formula;
        this.direction = direction;
    }

    /** The name, as in the scores of a record. */
    public String metricName() {
        return metricName;
    }

    /** The version of the formula; a change raises it and {@link MetricVersion#CURRENT}. */
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
