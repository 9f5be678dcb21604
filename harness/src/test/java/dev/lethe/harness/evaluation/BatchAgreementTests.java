package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rounding is no difference; everything beyond it is. */
class BatchAgreementTests {

    private static BatchAgreement of(double nllDifference, double... gaps) {
        return BatchAgreement.of(8, gaps, nllDifference, 1e-3, 1e-4);
    }

    @Test
    void countsEqualRowsNearTiesAndOthers() {
        BatchAgreement agreement = of(0, 5e-4, 0.2, 9e-4);

        assertThat(agreement.equalRows()).isEqualTo(5);
        assertThat(agreement.nearTies()).isEqualTo(2);
        assertThat(agreement.otherDifferences()).isEqualTo(1);
        assertThat(agreement.largestGap()).isEqualTo(0.2);
        assertThat(agreement.summary())
                .isEqualTo("8 rows: 5 equal, 2 near ties, 1 other differences; NLL differs by 0.0e+00 at most");
    }

    @Test
    void holdsWhereNothingButRoundingDiffers() {
        assertThat(of(0).holds()).isTrue();
        assertThat(of(0).largestGap()).isNull();
        assertThat(of(1e-4, 5e-4).holds()).isTrue();
    }

    @Test
    void doesNotHoldWhereContinuationsOrLossesDiffer() {
        assertThat(of(0, 1e-3).holds()).isFalse();
        assertThat(of(2e-4).holds()).isFalse();
        assertThat(of(Double.NaN).holds()).isFalse();
        assertThat(of(0, Double.NaN).holds()).isFalse();
        assertThat(of(0, Double.NaN).largestGap()).isFinite();
    }
}
