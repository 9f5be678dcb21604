package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scores of one trial; what was not computed or is not finite is absent (null).
 *
 * @param finalScore mean of task aggregate, MIA score and MMLU average, in [0, 1]; absent if a part is absent
 * @param taskAggregate harmonic mean of the twelve terms, in [0, 1]; absent if a term is absent and none is 0
 * @param mia membership inference
 * @param mmlu multiple choice
 * @param terms the terms that were computed, in the order task, set, probe
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Scores(
        @JsonProperty("final") @Nullable Double finalScore,
        @Nullable Double taskAggregate,
        @Nullable MiaScore mia,
        @Nullable MmluScore mmlu,
        List<Term> terms) {

    public Scores {
        terms = List.copyOf(terms);
    }
}
