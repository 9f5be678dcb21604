package dev.lethe.harness.evaluation;

import dev.lethe.data.Probe;
import org.jspecify.annotations.Nullable;

/**
 * A generated row and its scores; higher means more remembered.
 *
 * @param row the row
 * @param regurgitation ROUGE-L recall, in [0, 1]; null unless the row is a sentence completion
 * @param rouge1 ROUGE-1 recall, in [0, 1], shown beside it; null unless the row is a sentence completion
 * @param knowledge exact match, 0 or 1; null unless the row is a question
 */
public record ScoredRow(
        GeneratedRow row, @Nullable Double regurgitation, @Nullable Double rouge1, @Nullable Double knowledge) {

    /** Scores a row by its probe. */
    public static ScoredRow of(GeneratedRow row) {
        Probe probe = row.probe().orElse(null);
        if (probe == null) {
            return new ScoredRow(row, null, null, null);
        }
        return switch (probe) {
            case SENTENCE_COMPLETION -> {
                Rouge rouge = Rouge.of(row.expected(), row.generated());
                yield new ScoredRow(row, rouge.rougeL().recall(), rouge.rouge1().recall(), null);
            }
            case QUESTION_ANSWER -> new ScoredRow(
                    row, null, null, ExactMatch.matches(row.expected(), row.generated()) ? 1.0 : 0.0);
        };
    }
}
