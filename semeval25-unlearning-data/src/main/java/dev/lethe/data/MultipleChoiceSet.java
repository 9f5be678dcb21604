package dev.lethe.data;

import java.util.List;

/**
 * Multiple-choice questions in MMLU's layout.
 *
 * @param dev the few-shot examples, subject by subject
 * @param test the scored questions, subject by subject
 */
public record MultipleChoiceSet(List<MultipleChoiceQuestion> dev, List<MultipleChoiceQuestion> test) {

    public MultipleChoiceSet {
        dev = List.copyOf(dev);
        test = List.copyOf(test);
    }
}
