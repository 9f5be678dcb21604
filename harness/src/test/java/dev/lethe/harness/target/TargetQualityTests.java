package dev.lethe.harness.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TargetQualityTests {

    @Test
    void exactlyTheLeastIsEnough() {
        assertThat(quality(0.98, OptionalDouble.of(0.9), OptionalDouble.of(0.95))
                        .shortcomings())
                .isEmpty();
    }

    @Test
    void everyShortcomingSaysValueAndLeast() {
        assertThat(quality(0.5, OptionalDouble.of(0.25), OptionalDouble.of(0.75))
                        .shortcomings())
                .containsExactly(
                        "forget knowledge 0.500 < 0.98", "membership AUC 0.250 < 0.90", "multiple choice 0.750 < 0.95");
    }

    @Test
    void whatWasNotMeasuredIsNoShortcomingAndNotShown() {
        TargetQuality quality = quality(1, OptionalDouble.empty(), OptionalDouble.empty());

        assertThat(quality.shortcomings()).isEmpty();
        assertThat(quality).hasToString("forget knowledge 1.000");
    }

    @Test
    void notANumberFallsShort() {
        assertThat(quality(Double.NaN, OptionalDouble.empty(), OptionalDouble.empty())
                        .shortcomings())
                .containsExactly("forget knowledge NaN < 0.98");
    }

    @Test
    void textNamesEveryMeasure() {
        assertThat(quality(1, OptionalDouble.of(0.5), OptionalDouble.of(0.25)))
                .hasToString("forget knowledge 1.000, membership AUC 0.500, multiple choice 0.250");
    }

    private static TargetQuality quality(double mean, OptionalDouble auc, OptionalDouble accuracy) {
        return new TargetQuality(new TreeMap<>(Map.of("forget knowledge", mean)), auc, accuracy);
    }
}
