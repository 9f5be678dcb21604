package dev.lethe.harness.evaluation;

/**
 * A multiple-choice question and what the model chose.
 *
 * @param subject the question's subject
 * @param answer index of the right option, 0 to 3
 * @param predicted index of the chosen option, 0 to 3
 */
public record AnsweredQuestion(String subject, int answer, int predicted) {

    /** Whether the model chose the right option. */
    public boolean isCorrect() {
        return answer == predicted;
    }
}
