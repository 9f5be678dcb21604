package dev.lethe.harness.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A result through a lens; what was not computed is absent (null), and {@code reason} says why.
 *
 * @param metric name of what the lens changes
 * @param version the version of its formula
 * @param formula its formula in plain text
 * @param finalScore mean of aggregate, membership and MMLU, in [0, 1]
 * @param taskAggregate the aggregate of the terms, in [0, 1]
 * @param mia the membership score, in [0, 1]
 * @param mmlu the MMLU accuracy, in [0, 1]
 * @param reason why there is no final score
 * @param forget means over the forget set
 * @param retain means over the retain set
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"metric", "version", "formula", "final", "taskAggregate", "mia", "mmlu", "reason"})
public record LensScore(
        String metric,
        int version,
        String formula,
        @JsonProperty("final") @Nullable Double finalScore,
        @Nullable Double taskAggregate,
        @Nullable Double mia,
        @Nullable Double mmlu,
        @Nullable String reason,
        @JsonProperty("forget-set") OfficialSetScore forget,
        @JsonProperty("retain-set") OfficialSetScore retain) {}
