package dev.lethe.data.generate;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.MultipleChoiceSet;
import java.util.ArrayList;
import java.util.List;

/** Multiple-choice questions from tables of simple facts: what a model should still know after unlearning. */
final class MultipleChoice {

    /** Few-shot examples of a subject, as many as MMLU has. */
    private static final int DEV = 5;
    /** Scored questions of a subject. */
    private static final int TEST = 10;

    private MultipleChoice() {}

    /** The subjects in alphabetical order, answers spread evenly over A to D. */
    static MultipleChoiceSet generate(long seed) {
        List<MultipleChoiceQuestion> dev = new ArrayList<>();
        List<MultipleChoiceQuestion> test = new ArrayList<>();
        List<Subject> subjects = Subject.all();
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            Draw draw = Draw.stream(seed, "choice " + subject.name());
            List<Subject.Item> items = subject.draw(DEV + TEST, draw);
            dev.addAll(questions(subject, items.subList(0, DEV), 0, draw));
            // Ten questions leave two letters one short: an offset that alternates evens that out over the subjects.
            test.addAll(questions(subject, items.subList(DEV, items.size()), i % 2 * 2, draw));
        }
        return new MultipleChoiceSet(dev, test);
    }

    private static List<MultipleChoiceQuestion> questions(
            Subject subject, List<Subject.Item> items, int offset, Draw draw) {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            answers.add((i + offset) % 4);
        }
        List<Integer> shuffled = draw.shuffled(answers);
        List<MultipleChoiceQuestion> questions = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Subject.Item item = items.get(i);
            List<String> choices = new ArrayList<>(draw.shuffled(item.wrong()).subList(0, 3));
            choices.add(shuffled.get(i), item.answer());
            questions.add(new MultipleChoiceQuestion(subject.name(), item.question(), choices, shuffled.get(i)));
        }
        return questions;
    }
}
