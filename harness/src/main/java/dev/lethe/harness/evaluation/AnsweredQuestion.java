package dev.lethe.harness.evaluation;

/**
 * A multiple-choice question and what the model chose.
 *
 * @param subject the question's subject
 * @param answer index of the right option, 0 to 3
 * @param predicted index of the chosen option, 0 to 3, or {@link #NONE}
 */
public record AnsweredQuestion(String subject, int answer, int predicted) {

    /** No option was chosen. */
    public static final int NONE = -1;

    /** Whether the model chose the right option. */
    public boolean isCorrect() {
        return answer == predicted;
    }
}
