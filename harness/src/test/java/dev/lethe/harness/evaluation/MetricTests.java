package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricTests {

    /**
     * The published formulas of the headline. A formula that changes gets a new version: raise it in {@link Metric},
     * then write both here.
     */
    private static final String HEADLINE =
            """
            regurgitation 1: mean over sentence completions of LCS(expected, generated) / tokens of expected, stemmed tokens
            knowledge 1: share of questions with lower(strip(generated)) = lower(strip(expected))
            taskAggregate 1: 12 / sum(1 / term); term = 1 - mean on the forget set, mean on the retain set; 0 if a term is 0
            mia.auc 1: share of (member, nonmember) pairs where the member has the lower mean NLL, ties count half
            mia.score 1: 1 - 2 * |mia.auc - 0.5|
            mmlu.average 1: share of questions whose right answer has the largest log probability, over all questions
            final 1: (taskAggregate + mia.score + mmlu.average) / 3
            """;

    @Test
    void describesEveryMetricOnce() {
        assertThat(Metric.values()).extracting(Metric::metricName).doesNotHaveDuplicates();
        assertThat(Metric.values()).allSatisfy(metric -> {
            assertThat(metric.formula()).isNotBlank();
            assertThat(metric.version()).isPositive();
            assertThat(metric.lowest()).isLessThan(metric.highest());
        });
    }

    @Test
    void noFormulaOfTheHeadlineChangesUnderItsVersion() {
        assertThat(Metric.headline().stream()
                        .map(metric -> metric.metricName() + " " + metric.version() + ": " + metric.formula() + "\n")
                        .collect(Collectors.joining()))
                .isEqualTo(HEADLINE);
        assertThat(MetricVersion.CURRENT).isEqualTo("official-1");
    }

    @Test
    void everyFormOfQuestionsIsAVersionOfItsOwn() {
        assertThat(Arrays.stream(MultipleChoiceForm.values()).map(MetricVersion::with))
                .doesNotHaveDuplicates()
                .contains(MetricVersion.CURRENT);
    }
}
