package dev.lethe.harness.tuning;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.Baseline;
import dev.lethe.harness.record.RunRecord;
import java.util.Comparator;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that was tried.
 *
 * @param values the searched parameters, as text
 * @param folder name of the trial's folder, which holds its record
 * @param finalScore absent where it could not be computed
 * @param taskAggregate likewise
 * @param termMean mean score of the task terms: tells configurations apart whose aggregate is 0
 * @param mia score, likewise
 * @param mmlu average, likewise
 * @param keepsUtility whether the MMLU average is at least {@value Baseline#UTILITY_SHARE} of that before unlearning
 * @param unlearnSeconds absent where it failed
 * @param reason why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Attempt(
        SortedMap<String, String> values,
        String folder,
        @JsonProperty("final") @Nullable Double finalScore,
        @Nullable Double taskAggregate,
        @Nullable Double termMean,
        @Nullable Double mia,
        @Nullable Double mmlu,
        boolean keepsUtility,
        @Nullable Double unlearnSeconds,
        @Nullable String reason) {

    /** The utility floor first, then task aggregate and MMLU alike, then the mean of the aggregate's terms. */
    static final Comparator<Attempt> WORST_FIRST = Comparator.comparing(Attempt::keepsUtility)
            .thenComparing(Attempt::merit, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Attempt::termMean, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** What the rule of {@link #WORST_FIRST} says, for files and pages. */
    static final String RULE = "MMLU of at least " + Baseline.UTILITY_SHARE
            + " of that before unlearning, then the highest mean of task aggregate and MMLU, then the highest mean of the aggregate's"
            + " twelve terms";

    /** @param mmluBefore the MMLU average before unlearning */
    static Attempt of(SortedMap<String, String> values, String folder, RunRecord record, double mmluBefore) {
        Scores scores = record.scores();
        if (scores == null) {
            return failed(values, folder, String.valueOf(record.reason()));
        }
        Double mmlu = scores.mmlu() == null ? null : scores.mmlu().average();
        return new Attempt(
                values,
                folder,
                scores.finalScore(),
                scores.taskAggregate(),
                scores.terms().stream().mapToDouble(Term::score).average().orElse(0),
                scores.mia() == null ? null : scores.mia().score(),
                mmlu,
                mmlu == null || Baseline.keepsUtility(mmlu, mmluBefore),
                record.timings().unlearn(),
                null);
    }

    static Attempt failed(SortedMap<String, String> values, String folder, String reason) {
        return new Attempt(values, folder, null, null, null, null, null, false, null, reason);
    }

    /** What the final score is made of, but for the membership score, which hangs by few documents. */
    private @Nullable Double merit() {
        return taskAggregate == null || mmlu == null ? taskAggregate : Double.valueOf((taskAggregate + mmlu) / 2);
    }

    /** Scores, time and values on one line. */
    String describe() {
        String outcome = reason != null
                ? "failed: " + reason
                : "final " + score(finalScore) + ", task aggregate " + score(taskAggregate) + ", MIA " + score(mia)
                        + ", MMLU " + score(mmlu) + (keepsUtility ? "" : " (too much lost)");
        return outcome + ": " + values.toString().replaceAll("[{}]", "");
    }

    private static String score(@Nullable Double value) {
        return value == null ? "absent" : String.format(Locale.ROOT, "%.3f", value);
    }
}
