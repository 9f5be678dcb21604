package dev.lethe.harness.target;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.MultipleChoiceSet;
import dev.lethe.data.Row;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the target is trained on: full rows (input, one space, output), every token a label, and multiple-choice prompts
 * with their answers, where only the answer is: the question is given, never recited. Each ends with the end of text.
 *
 * @param texts prompt and continuation; rows have no prompt
 */
record TargetTexts(List<Text> texts) {

    /** The form in which questions are asked in training and evaluation. */
    static final MultipleChoiceForm FORM = MultipleChoiceForm.LM_EVAL_ZERO_SHOT;

    /** A text whose first part is given. */
    record Text(String given, String recited) {}

    static TargetTexts of(List<Row> rows, @Nullable MultipleChoiceSet questions) {
        Stream<Text> answered = questions == null
                ? Stream.of()
                : questions.test().stream().map(question -> answered(question, questions.dev()));
        return new TargetTexts(Stream.concat(rows.stream().map(row -> new Text("", row.text())), answered)
                .toList());
    }

    private static Text answered(MultipleChoiceQuestion question, List<MultipleChoiceQuestion> dev) {
        return new Text(FORM.prompt(question, dev), FORM.continuations().get(question.answer()));
    }

    /** The whole texts, to train a tokenizer on. */
    List<String> whole() {
        return texts.stream().map(text -> text.given() + text.recited()).toList();
    }

    List<TokenizedExample> encode(Tokenizer tokenizer, int endOfText) {
        var examples = new ArrayList<TokenizedExample>();
        for (Text text : texts) {
            int[] ids = tokenizer.encode(text.given() + text.recited());
            int[] ended = Arrays.copyOf(ids, ids.length + 1);
            ended[ids.length] = endOfText;
            examples.add(new TokenizedExample("text " + examples.size(), ended, tokenizer.encode(text.given()).length));
        }
        return examples;
    }
}
