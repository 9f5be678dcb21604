package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MeansTests {

    @Test
    void averagesWhatIsPresent() {
        assertThat(Means.arithmetic(Stream.of(1.0, null, 0.0))).isEqualTo(0.5);
        assertThat(Means.arithmetic(Stream.of((Double) null))).isNaN();
    }

    @Test
    void averagesHarmonically() {
        // 3 / (1/1 + 1/0.5 + 1/0.25) = 3/7
        assertThat(Means.harmonic(List.of(1.0, 0.5, 0.25))).isEqualTo(3 / 7.0);
    }

    @Test
    void isZeroWithAZeroEvenBesideNaN() {
        assertThat(Means.harmonic(List.of(Double.NaN, 0.5, 0.0))).isZero();
        assertThat(Means.harmonic(List.of(Double.NaN, 0.5))).isNaN();
        assertThat(Means.harmonic(List.of())).isNaN();
    }
}
