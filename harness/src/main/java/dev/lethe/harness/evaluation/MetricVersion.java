package dev.lethe.harness.evaluation;

/**
 * The version of all formulas together, written into every record. A changed formula, prompt or normalization is a new
 * version; records of different versions are never ranked together.
 */
public final class MetricVersion {

    /** The version of this build. */
    public static final String CURRENT = "official-1";

    private MetricVersion() {}
}
