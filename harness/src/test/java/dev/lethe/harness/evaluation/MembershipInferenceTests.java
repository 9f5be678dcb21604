package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MembershipInferenceTests {

    @Test
    void countsPairsWhereTheMemberHasTheLowerLoss() {
        // (1,2) won, (1,3) won, (2,2) tied, (2,3) won: 3.5 of 4
        assertThat(MembershipInference.auc(new double[] {1, 2}, new double[] {3, 2}))
                .isEqualTo(3.5 / 4);
    }

    @Test
    void takesEqualLossesForNoKnowledge() {
        assertThat(MembershipInference.auc(new double[] {0.0, -0.0}, new double[] {0.0}))
                .isEqualTo(0.5);
    }

    @Test
    void scoresBestInTheMiddleAndWorstAtBothEnds() {
        assertThat(MiaScore.of(0.5).score()).isEqualTo(1);
        assertThat(MiaScore.of(1).score()).isZero();
        assertThat(MiaScore.of(0).score()).isZero();
        assertThat(MiaScore.of(0.75).score()).isEqualTo(0.5);
    }

    @Test
    void isAbsentWithoutFiniteLossesOnBothSides() {
        double[] some = {1};
        double[] none = {};
        double[] broken = {1, Double.NaN};
        assertThat(MembershipInference.score(some, none)).isEmpty();
        assertThat(MembershipInference.score(broken, some)).isEmpty();
        assertThat(MembershipInference.score(some, some)).contains(new MiaScore(0.5, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> MembershipInference.auc(none, some));
    }
}
