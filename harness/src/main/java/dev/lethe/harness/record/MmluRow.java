package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.harness.evaluation.AnsweredQuestion;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code mmlu.jsonl}: one multiple-choice question.
 *
 * @param subject its subject
 * @param question its text
 * @param form id of the {@link MultipleChoiceForm} in which it was asked; absent in files of earlier versions, which
 *     knew {@code lm-eval-0shot} only
 * @param logLikelihoods what the choice was made by, by letter, {@code A} to {@code D}: the log-likelihood of each choice
 *     in nats, or the letters' logits in the form of AILS-NTUA; one that is not finite is absent
 * @param answer letter of the right choice
 * @param predicted letter of the chosen one; absent only in files of earlier versions
 * @param correct whether the two are the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MmluRow(
        String subject,
        String question,
        @Nullable String form,
        SortedMap<String, Double> logLikelihoods,
        String answer,
        @Nullable String predicted,
        boolean correct) {

    private static final String LETTERS = "ABCD";
    private static final String LETTER = "[" + LETTERS + "]";

    public MmluRow {
        Require.present(subject, "subject");
        Require.present(question, "question");
        Require.present(logLikelihoods, "logLikelihoods");
        Require.that(answer != null && answer.matches(LETTER), "answer is " + answer + "; expected A, B, C or D");
        Require.that(
                predicted == null || predicted.matches(LETTER),
                "predicted is " + predicted + "; expected A, B, C or D");
        logLikelihoods = Finite.only(logLikelihoods);
    }

    /**
     * A question answered by the rule of its form.
     *
     * @param values what the form chooses by, one for each option
     */
    public static MmluRow of(MultipleChoiceQuestion question, MultipleChoiceForm form, double[] values) {
        Require.that(values.length == LETTERS.length(), "four values are needed");
        var byLetter = new TreeMap<String, Double>();
        for (int i = 0; i < values.length; i++) {
            byLetter.put(letter(i), values[i]);
        }
        int predicted = form.choice(values);
        return new MmluRow(
                question.subject(),
                question.question(),
                form.id(),
                byLetter,
                letter(question.answer()),
                letter(predicted),
                predicted == question.answer());
    }

    /** The question as the accuracy counts it. */
    public AnsweredQuestion answered() {
        return new AnsweredQuestion(
                subject,
                LETTERS.indexOf(answer),
                predicted == null ? AnsweredQuestion.NONE : LETTERS.indexOf(predicted));
    }

    private static String letter(int index) {
        return LETTERS.substring(index, index + 1);
    }
}
