package dev.lethe.harness.evaluation;

/**
 * Exact match of answers: equal after Python's {@code strip()} and {@code lower()} on both sides. Source: the official
 * script of SemEval-2025 Task 4. Higher means more remembered.
 */
public final class ExactMatch {

    private ExactMatch() {}

    /** Whether two answers are the same but for case and white space around them. */
    public static boolean matches(String expected, String generated) {
        return normalized(expected).equals(normalized(generated));
    }

    /** The answer as it is compared. */
    static String normalized(String answer) {
        return PythonText.lower(PythonText.strip(answer));
    }
}
