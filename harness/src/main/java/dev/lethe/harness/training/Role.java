package dev.lethe.harness.training;

import java.util.Locale;

/** What the rows of one part of a batch are to the objective. */
public enum Role {
    /** Rows to forget. */
    FORGET,
    /** Rows to keep. */
    RETAIN,
    /** Forget prompts with other answers than their own: refusals and alternatives in the order of the forget rows; negatives. */
    ALTERNATIVE,
    /** Forget prompts with the answers of retain rows. */
    MISMATCHED;

    /** As errors and {@code steps.csv} name it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
