package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code mmlu.jsonl}: one multiple-choice question.
 *
 * @param subject its subject
 * @param question its text
 * @param logLikelihoods log-likelihood of each choice by letter, {@code A} to {@code D}, in nats; one that is not
 *     finite is absent
 * @param answer letter of the right choice
 * @param predicted letter of the chosen one; absent if no choice has a finite log-likelihood
 * @param correct whether the two are the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MmluRow(
        String subject,
        String question,
        SortedMap<String, Double> logLikelihoods,
        String answer,
        @Nullable String predicted,
        boolean correct) {

    private static final String LETTERS = "ABCD";

    public MmluRow {
        Require.present(subject, "subject");
        Require.present(question, "question");
        Require.present(logLikelihoods, "logLikelihoods");
        Require.that(
                answer != null && answer.matches("[" + LETTERS + "]"),
                "answer is " + answer + "; expected A, B, C or D");
        logLikelihoods = Finite.only(logLikelihoods);
    }

    /**
     * A question answered by the largest of its four log-likelihoods; the first one wins a tie.
     *
     * @param answer index of the right choice, 0 to 3
     */
    public static MmluRow of(String subject, String question, double[] logLikelihoods, int answer) {
        Require.that(logLikelihoods.length == LETTERS.length(), "four log-likelihoods are needed");
        var byLetter = new TreeMap<String, Double>();
        String predicted = null;
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logLikelihoods.length; i++) {
            byLetter.put(letter(i), logLikelihoods[i]);
            if (Double.isFinite(logLikelihoods[i]) && logLikelihoods[i] > best) {
                best = logLikelihoods[i];
                predicted = letter(i);
            }
        }
        return new MmluRow(
                subject,
                question,
                byLetter,
                letter(answer),
                predicted,
                letter(answer).equals(predicted));
    }

    private static String letter(int index) {
        return LETTERS.substring(index, index + 1);
    }
}
