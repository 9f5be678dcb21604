package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GeN's parabola and what it makes of a rate. */
class GenRateTests {

    private static final double RATE = 1e-4;
    private static final double[] THREE = {-1, 0, 1};
    private static final double SMOOTHING = 0.9;

    /** Losses at -1, 0 and 1 times the update, as methods.md 9 states them. */
    private static double next(double behind, double here, double ahead) {
        return GenRate.next(RATE, THREE, new double[] {behind, here, ahead}, SMOOTHING, 1);
    }

    @Test
    void fitsTheParabolaThroughThreeLosses() {
        // g = (2.10 - 1.95) / 2e-4, h = (1.95 - 4.00 + 2.10) / 1e-8.
        var parabola = LocalQuadratic.through(new double[] {-RATE, 0, RATE}, new double[] {2.10 - 2.0, 0, 1.95 - 2.0});
        assertThat(parabola.slope()).isCloseTo(750, within(1e-6));
        assertThat(parabola.curvature()).isCloseTo(5e6, within(1e-2));
        assertThat(parabola.minimizer()).isCloseTo(1.5e-4, within(1e-12));
        assertThat(parabola.fit()).isCloseTo(1, within(1e-12));
    }

    @Test
    void movesTheRateTowardsTheMinimum() {
        assertThat(next(2.10, 2.0, 1.95)).isCloseTo(1.05e-4, within(1e-14));
    }

    @Test
    void changesByAFactorOfTwoAtMost() {
        // Nearly straight ahead: the minimum at about 20 times the rate. Nearly there: at a tenth of it.
        assertThat(next(2.1, 2.0, 1.905)).isCloseTo(0.9e-4 + 0.1 * 2e-4, within(1e-14));
        assertThat(next(2.6, 2.0, 2.4)).isCloseTo(0.9e-4 + 0.1 * 0.5e-4, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({
        // A maximum; uphill; flat.
        "1.9, 2.0, 1.95",
        "1.95, 2.0, 2.1",
        "2.0, 2.0, 2.0",
    })
    void staysWithoutAMinimumAhead(double behind, double here, double ahead) {
        assertThat(next(behind, here, ahead)).isEqualTo(RATE);
    }

    @Test
    void staysWhereFiveLossesAreNoParabola() {
        double[] ratios = {-1, -0.5, 0, 0.5, 1};
        assertThat(GenRate.next(RATE, ratios, new double[] {2.2, 2.0, 2.0, 2.0, 1.9}, SMOOTHING, 1))
                .isEqualTo(RATE);
        // 2 - 0.1 x + 0.05 x^2 in units of the rate: lowest at 1.
        double[] parabola = {2.15, 2.0625, 2, 1.9625, 1.95};
        assertThat(GenRate.next(RATE, ratios, parabola, SMOOTHING, 1)).isCloseTo(RATE, within(1e-14));
        assertThat(GenRate.next(RATE, ratios, parabola, SMOOTHING, 0.5))
                .as("with a scale of a half")
                .isCloseTo(0.95 * RATE, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({"NaN, 2, 1.9", "2.1, 2, Infinity"})
    void halvesWhereALossIsNotFinite(double behind, double here, double ahead) {
        assertThat(next(behind, here, ahead)).isEqualTo(RATE / 2);
    }

    @Test
    void scalesByTheCourseOfTheRun() {
        assertThat(RateScale.CONSTANT.factor(3, 4)).isEqualTo(1);
        assertThat(RateScale.LINEAR.factor(1, 4)).isEqualTo(0.75);
        assertThat(RateScale.COSINE.factor(0, 4)).isEqualTo(1);
        assertThat(RateScale.COSINE.factor(2, 4)).isCloseTo(0.5, within(1e-12));
    }
}
