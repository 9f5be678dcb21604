package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
import org.junit.jupiter.api.Test;

/** Reductions and objectives on rows whose values were worked out in float64. SUGD and AGAD have theirs beside them. */
class GoldenNumbersTests {

    @Test
    void meanOverAllTokens() {
        assertThat(Golden.FORGET.reduced(PerToken::tokenMean))
                .containsExactly(new double[] {2.295360443}, Golden.CLOSE);
        assertThat(Golden.RETAIN.reduced(PerToken::tokenMean))
                .containsExactly(new double[] {2.673397135}, Golden.CLOSE);
    }

    @Test
    void sumOfEachRow() {
        assertThat(Golden.FORGET.reduced(PerToken::sequenceSum))
                .containsExactly(new double[] {5.060690768, 6.416111448}, Golden.CLOSE);
    }

    @Test
    void meanOfEachRow() {
        assertThat(Golden.FORGET.reduced(PerToken::sequenceMean))
                .containsExactly(new double[] {1.686896923, 3.208055724}, Golden.CLOSE);
        assertThat(Golden.RETAIN.reduced(PerToken::sequenceMean))
                .containsExactly(new double[] {2.746762831, 2.624486670}, Golden.CLOSE);
    }

    @Test
    void gradientAscent() {
        var run = new RecordingRun(2, 2, 1);
        new GradientAscent().unlearn(run, new GradientAscent.Parameters(1e-3, 1, 2, 0));
        assertThat(Golden.loss(objective(run), Golden.FORGET, Golden.NONE)).isCloseTo(-2.295360443, Golden.CLOSE);
    }

    @Test
    void gradientDifference() {
        assertThat(difference(1, 1)).isCloseTo(0.378036691, Golden.CLOSE);
        // 0.25 * 2.673397135 - 2 * 2.295360443.
        assertThat(difference(2, 0.25)).isCloseTo(-3.922371602, Golden.CLOSE);
    }

    private static double difference(double forgetWeight, double retainWeight) {
        var run = new RecordingRun(2, 2, 1);
        new GradientDifference()
                .unlearn(run, new GradientDifference.Parameters(1e-3, 1, 2, 0, forgetWeight, retainWeight));
        return Golden.loss(objective(run), Golden.FORGET, Golden.RETAIN);
    }

    private static Objective objective(RecordingRun run) {
        return run.phases().get(0).phase().objective();
    }
}
