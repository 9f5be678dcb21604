package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.Value;
import org.junit.jupiter.api.Test;

/**
 * Reductions and objectives on rows whose values were worked out in float64. SUGD and AGAD have theirs beside them. A
 * retain weight of 0 leaves the forget term.
 */
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
        new GradientAscent().unlearn(run, new GradientAscent.Parameters(1e-3, 1, 2, 0, 1, RateCourse.LINEAR));
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
                .unlearn(
                        run,
                        new GradientDifference.Parameters(
                                1e-3, 1, 2, 0, 1, RateCourse.LINEAR, forgetWeight, retainWeight));
        return Golden.loss(objective(run), Golden.FORGET, Golden.RETAIN);
    }

    private static double loss(Objective objective) {
        return Golden.loss(objective, Golden.FORGET, Golden.RETAIN);
    }

    @Test
    void sumOfEachRowUnderTheReference() {
        assertThat(reference(0)).isCloseTo(7.085552931, Golden.CLOSE);
        assertThat(reference(1)).isCloseTo(4.153282795, Golden.CLOSE);
    }

    private static double reference(int row) {
        return loss(batch -> {
            Value nothing = batch.forget().nll().tokenMean().mul(0);
            Value rows = batch.forget().referenceNll().sequenceSum();
            return new Value(rows.array().get(row)).add(nothing);
        });
    }

    private static double kl(Positions over) {
        return loss(
                KlMinimization.objective(new KlMinimization.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 0, 1, over)));
    }

    @Test
    void divergenceFromTheReference() {
        assertThat(kl(Positions.ALL)).isCloseTo(0.968201940, Golden.CLOSE);
        assertThat(kl(Positions.LABELS)).isCloseTo(1.056679630, Golden.CLOSE);
    }

    private static double npo(double beta, NpoVariant variant) {
        return loss(Npo.objective(
                new Npo.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, beta, variant, 1, 0, 0, 0, Positions.LABELS)));
    }

    @Test
    void negativePreference() {
        assertThat(npo(0.1, NpoVariant.SEQUENCE)).isCloseTo(13.858992714, within(1e-5));
        assertThat(npo(0.5, NpoVariant.TOKEN)).isCloseTo(2.882012573, Golden.CLOSE);
        assertThat(npo(0.1, NpoVariant.BATCH)).isCloseTo(13.815406941, within(1e-5));
    }

    @Test
    void negativePreferenceWithRetainTerms() {
        double expected = 13.858992714 + 0.5 * 2.673397135 + 2 * 1.056679630;
        assertThat(loss(Npo.objective(new Npo.Parameters(
                        1, 1, 1, 0, 1, RateCourse.LINEAR, 0.1, NpoVariant.SEQUENCE, 1, 0.5, 2, 0, Positions.LABELS))))
                .isCloseTo(expected, within(1e-5));
    }

    @Test
    void directPreference() {
        // The golden number has no retain term.
        assertThat(Golden.lossWithAlternatives(
                        Dpo.objective(new Dpo.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 0.1, 1, 0))))
                .isCloseTo(15.438507934, within(1e-5));
        // The weight beta / 2 takes the source's factor 2 / beta back.
        assertThat(Golden.lossWithAlternatives(
                        Dpo.objective(new Dpo.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 0.1, 0.05, 0))))
                .isCloseTo(0.771925397, Golden.CLOSE);
    }

    @Test
    void refusalsAndRetainRows() {
        // Five label tokens in each part, which are the same rows: 2.673397135 weighed by token; by row the mean of
        // 2.746762831 and 2.624486670.
        assertThat(Golden.lossWithAlternatives(
                        Idk.objective(new Idk.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, Idk.Weighting.TOKEN))))
                .isCloseTo(2.673397135, Golden.CLOSE);
        assertThat(Golden.lossWithAlternatives(
                        Idk.objective(new Idk.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, Idk.Weighting.SEQUENCE))))
                .isCloseTo((2.746762831 + 2.624486670) / 2, Golden.CLOSE);
    }

    @Test
    void simplePreference() {
        assertThat(loss(SimNpo.objective(new SimNpo.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 4.5, 0, 1, 0))))
                .isCloseTo(0.000112304, within(1e-7));
    }

    @Test
    void selfDistillation() {
        assertThat(loss(Undial.objective(
                        new Undial.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 10, Positions.LABELS, 1, 0))))
                .isCloseTo(1.818609639, Golden.CLOSE);
    }

    @Test
    void weightedAscent() {
        assertThat(loss(Wga.objective(new Wga.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 1, 1, 0))))
                .isCloseTo(-0.239979999, Golden.CLOSE);
        assertThat(loss(SatImp.objective(new SatImp.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 5, 1, 1, 0))))
                .isCloseTo(-0.000179962, within(1e-8));
    }

    @Test
    void invertedHinge() {
        assertThat(loss(Ihl.objective(new Ihl.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 1, 0))))
                .isCloseTo(0.664866895, Golden.CLOSE);
    }

    @Test
    void crossEntropyToTheOtherTokens() {
        assertThat(loss(CeU.objective(new CeU.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 1))))
                .isCloseTo(1.177149763, Golden.CLOSE);
    }

    @Test
    void squaredMargin() {
        var p = new Pdu.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 1, 0, 0, 0, 0);
        assertThat(loss(Pdu.objective(p, () -> 0.0))).isCloseTo(1.872056073, Golden.CLOSE);
        var bounded = new Pdu.Parameters(1, 1, 1, 0, 1, RateCourse.LINEAR, 1, 0, 0.5, 0, 0);
        assertThat(loss(Pdu.objective(bounded, () -> 3.0)))
                .isCloseTo(1.872056073 + 3 * (2.673397135 - 0.5), within(1e-5));
    }

    @Test
    void divergencesOfGradualNegatives() {
        assertThat(loss(batch ->
                        batch.retain().pseudoKlToReference(Positions.ALL).tokenMean()))
                .isCloseTo(0.210951488, Golden.CLOSE);
        assertThat(loss(batch ->
                        batch.retain().referenceCrossEntropy(Positions.ALL).tokenMean()))
                .isCloseTo(2.220309874, Golden.CLOSE);
    }

    @Test
    void distanceOfActivations() {
        assertThat(loss(rmu(false))).isCloseTo(1.703207692, Golden.CLOSE);
        assertThat(loss(rmu(true))).isCloseTo(1.836098837, Golden.CLOSE);
    }

    private static Objective rmu(boolean broadcast) {
        var p = new Rmu.Parameters(
                1, 1, 1, 0, 1, RateCourse.LINEAR, 0, 2, 1, 0, Rmu.RetainLoss.EMBED_DIFF, Positions.LABELS, broadcast);
        return Rmu.objective(p, size -> ControlVector.scaled(new double[] {1, 2, 3, 4, 5}, 2));
    }

    private static Objective objective(RecordingRun run) {
        return run.phases().get(0).phase().objective();
    }
}
