package dev.lethe.methods;

/** How GeN's rates shrink over a phase. */
public enum RateScale {
    /** Not at all. */
    CONSTANT,
    /** To 0: {@code 1 - t / T}. */
    LINEAR,
    /** To 0 along half a period: {@code (1 + cos(pi t / T)) / 2}. */
    COSINE;

    double factor(long done, long total) {
        double part = (double) done / total;
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - part;
            case COSINE -> (1 + Math.cos(Math.PI * part)) / 2;
        };
    }
}
