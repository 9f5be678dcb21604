package dev.lethe.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.torch.Compute;
import org.junit.jupiter.api.Test;

class DecodeComparisonTests {

    @Test
    void rowsAreContinuedAlikeTogetherAndAlone() {
        try (Compute compute = Compute.best();
                Decoder decoder = TinyDecoder.decided(compute, 3)) {
            DecodeComparison comparison = compute.call(() -> DecodeComparison.measure(decoder, 1));

            assertThat(comparison.rows()).isEqualTo(64);
            assertThat(comparison.equalRows()).isGreaterThan(60);
            assertThat(comparison.otherDifferences()).isZero();
        }
    }

    @Test
    void differencesAreToldApartByTheGapOfTheTwoBestLogits() {
        DecodeComparison comparison = DecodeComparison.of(10, 80, new double[] {0.0005, 0.2, 0.0009}, 64);

        assertThat(comparison.speedup()).isEqualTo(8);
        assertThat(comparison.equalRows()).isEqualTo(61);
        assertThat(comparison.nearTies()).isEqualTo(2);
        assertThat(comparison.otherDifferences()).isEqualTo(1);
        assertThat(comparison.largestGap()).isEqualTo(0.2);
        assertThat(DecodeComparison.of(10, 80, new double[0], 64).largestGap()).isNull();
    }
}
