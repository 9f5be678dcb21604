package dev.lethe.data;

import java.util.List;

/**
 * A question in MMLU's format.
 *
 * @param subject for example {@code high_school_biology}
 * @param question the question
 * @param choices the four options, in the order A to D
 * @param answer index of the right option, 0 to 3
 */
public record MultipleChoiceQuestion(String subject, String question, List<String> choices, int answer) {

    public MultipleChoiceQuestion {
        choices = List.copyOf(choices);
        if (choices.size() != 4 || answer < 0 || answer > 3) {
            throw new IllegalArgumentException("four choices and an answer from 0 to 3 are needed");
        }
    }
}
