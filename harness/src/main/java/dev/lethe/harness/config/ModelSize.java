package dev.lethe.harness.config;

/** The sizes for which methods state parameter values. */
public enum ModelSize {
    /** The embedded target, and anything as small. */
    TINY("tiny", 100_000_000L),
    /** About a billion weights. */
    ONE_BILLION("1B", 3_000_000_000L),
    /** About seven billion weights, and anything larger. */
    SEVEN_BILLION("7B", Long.MAX_VALUE);

    private final String label;
    private final long below;

    ModelSize(String label, long below) {
        this.label = label;
        this.below = below;
    }

    /** The name in {@code parameters.json}. */
    public String label() {
        return label;
    }

    /** The size whose values suit a model of so many weights. */
    public static ModelSize of(long parameterCount) {
        for (ModelSize size : values()) {
            if (parameterCount < size.below) {
                return size;
            }
        }
        return SEVEN_BILLION;
    }
}
