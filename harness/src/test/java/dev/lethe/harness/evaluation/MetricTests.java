package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricTests {

    @Test
    void describesEveryMetricOnce() {
        assertThat(Metric.values()).extracting(Metric::metricName).doesNotHaveDuplicates();
        assertThat(Metric.values()).allSatisfy(metric -> {
            assertThat(metric.formula()).isNotBlank();
            assertThat(metric.version()).isPositive();
            assertThat(metric.lowest()).isLessThan(metric.highest());
        });
    }
}
