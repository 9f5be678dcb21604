package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that a rule composes of gradients of its own. */
class StepRuleTests {

    private static final Trainable FULL = new Trainable.Full();
    private static final double RATE = 0.005;
    private static final Objective FORGET = batch -> batch.forget().nll().tokenMean();
    private static final Objective RETAIN = batch -> batch.retain().nll().tokenMean();

    private static List<Batch> pairs(int count) {
        return TinyTraining.rows(count).stream()
                .map(row -> new Batch(List.of(row), TinyDecoder.rows(1, row.length())))
                .toList();
    }

    private static Phase composed(List<Batch> batches, OptimizerSettings optimizer) {
        return Phase.composed("composed", BatchSource.inOrder(batches), 2, RATE).withOptimizer(optimizer);
    }

    private static StepRule.Outcome difference(GradientStep step) {
        Gradient retain = step.gradient(RETAIN);
        Gradient forget = step.gradient(FORGET);
        double norm = step.descend(Direction.NONE.plus(1.5, retain).plus(-0.5, forget), step.rate());
        return new StepRule.Outcome(retain.loss() - forget.loss(), step.rate(), norm);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void descendAlongAWeightedSumOfGradients(int replicas) {
        // Three pairs on two replicas: a short tail as well.
        List<Batch> batches = pairs(3);
        Phase whole = Phase.of("whole", BatchSource.inOrder(batches), 2, RATE, batch -> RETAIN.loss(batch)
                        .mul(1.5)
                        .sub(FORGET.loss(batch).mul(0.5)))
                .withOptimizer(Sgd.withRate(RATE))
                .withMaxGradNorm(0);
        try (var actual = new TinyTraining(replicas, FULL);
                var expected = new TinyTraining(replicas, FULL).train(whole)) {
            actual.train(composed(batches, Sgd.withRate(RATE)), StepRuleTests::difference);
            assertThat(actual.reports).hasSameSizeAs(expected.reports);
            Weights.assertClose(actual.trained(0), expected.trained(0), 5e-6);
            Weights.assertIdentical(actual.trained(replicas - 1), actual.trained(0));
            for (int i = 0; i < actual.reports.size(); i++) {
                StepReport report = actual.reports.get(i);
                assertThat(report.gradientNorm())
                        .isCloseTo(expected.reports.get(i).gradientNorm(), withinPercentage(1e-3));
                assertThat(report.learningRate())
                        .isEqualTo(expected.reports.get(i).learningRate());
                assertThat(report.terms()).containsOnlyKeys("forget", "retain");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void averageGradientsOverReplicasAndMicroBatches(int replicas) {
        List<Batch> batches = TinyTraining.batches(TinyTraining.rows(8), 1);
        var norms = new ArrayList<Double>();
        try (var tiny = new TinyTraining(replicas, FULL);
                var whole = new TinyTraining(1, FULL)) {
            tiny.train(
                    composed(batches, Sgd.withRate(0))
                            .withAccumulation(8 / replicas, LossNormalization.MICROBATCH_MEAN),
                    step -> keep(step.gradient(TinyTraining.SEQUENCE_MEAN), norms));
            whole.train(
                    composed(TinyTraining.batches(TinyTraining.rows(8), 8), Sgd.withRate(0)),
                    step -> keep(step.gradient(TinyTraining.SEQUENCE_MEAN), norms));
            assertThat(norms).hasSize(4);
            assertThat(norms.get(0)).isPositive().isCloseTo(norms.get(2), withinPercentage(1e-3));
            assertThat(tiny.losses().get(0)).isCloseTo(whole.losses().get(0), within(1e-6));
        }
    }

    private static StepRule.Outcome keep(Gradient gradient, List<Double> norms) {
        norms.add(gradient.norm());
        return new StepRule.Outcome(gradient.loss(), 0, gradient.norm());
    }

    @Test
    void clipEachMicroBatchOnItsOwn() {
        // Each of two gradients is brought to a norm of 0.01, so their mean has at most that; the loss is their mean.
        List<Batch> batches = TinyTraining.batches(TinyTraining.rows(2), 1);
        var gradients = new ArrayList<Gradient>();
        try (var tiny = new TinyTraining(1, FULL)) {
            tiny.train(
                    composed(batches, Sgd.withRate(0)).withAccumulation(2, LossNormalization.MICROBATCH_MEAN), step -> {
                        gradients.add(step.gradient(RETAIN, 0.01));
                        gradients.add(step.gradient(RETAIN));
                        return new StepRule.Outcome(0, 0, 0);
                    });
        }
        assertThat(gradients.get(0).norm()).isBetween(0.001, 0.0100001);
        assertThat(gradients.get(1).norm()).isGreaterThan(0.1);
        assertThat(gradients.get(0).loss()).isEqualTo(gradients.get(1).loss());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lookAheadWithoutATrace(boolean looks) {
        // AdamW has moments and counters that the tentative updates must not move.
        List<Batch> batches = pairs(2);
        Batch probe = Batch.ofRetain(TinyTraining.rows(3));
        try (var tiny = new TinyTraining(1, FULL);
                var plain = new TinyTraining(1, FULL)) {
            plain.train(composed(batches, AdamW.withRate(RATE)), StepRuleTests::difference);
            tiny.train(composed(batches, AdamW.withRate(RATE)), step -> {
                Gradient retain = step.gradient(RETAIN);
                Gradient forget = step.gradient(FORGET);
                Direction direction = Direction.NONE.plus(1.5, retain).plus(-0.5, forget);
                if (looks) {
                    step.lossesAlong(direction, step.rate(), new double[] {-1, 1}, RETAIN, probe);
                }
                return new StepRule.Outcome(
                        retain.loss() - forget.loss(), step.rate(), step.descend(direction, step.rate()));
            });
            Weights.assertIdentical(tiny.trained(0), plain.trained(0));
        }
    }

    @Test
    void lookAtLossesAlongTheUpdate() {
        Batch batch = Batch.ofRetain(TinyTraining.rows(3));
        var along = new ArrayList<double[]>();
        try (var tiny = new TinyTraining(1, FULL)) {
            tiny.train(composed(List.of(batch), Sgd.withRate(RATE)), step -> {
                Gradient gradient = step.gradient(RETAIN);
                Direction direction = Direction.NONE.plus(1, gradient);
                along.add(step.lossesAlong(direction, RATE, new double[] {-1, 0, 1}, RETAIN, batch));
                return new StepRule.Outcome(gradient.loss(), RATE, step.descend(direction, RATE));
            });
            // The update is downhill, its opposite uphill; what it leads to is the loss of the next step.
            assertThat(along.get(0)[1]).isEqualTo(tiny.losses().get(0));
            assertThat(along.get(0)[2]).isEqualTo(tiny.losses().get(1)).isLessThan(along.get(0)[1]);
            assertThat(along.get(0)[0]).isGreaterThan(along.get(0)[1]);
        }
    }

    @Test
    void moveAnAdapter() {
        Trainable lora = new Trainable.Lora(new LoraConfig(2, 4, List.of("q_proj"), false));
        try (var tiny = new TinyTraining(2, lora)) {
            List<float[]> start = tiny.trained(0);
            tiny.train(composed(pairs(4), AdamW.withRate(RATE)), StepRuleTests::difference);
            assertThat(Weights.largestDifference(tiny.trained(0), start)).isGreaterThan(1e-3);
            Weights.assertIdentical(tiny.trained(1), tiny.trained(0));
        }
    }

    @Test
    void keepToThePolicyOnStepsThatAreNotFinite() {
        Objective broken = batch -> RETAIN.loss(batch).mul(Double.NaN);
        var factors = new ArrayList<Double>();
        try (var tiny = new TinyTraining(1, FULL)) {
            List<float[]> start = tiny.trained(0);
            assertThatThrownBy(() -> tiny.train(composed(pairs(5), Sgd.withRate(RATE)), step -> {
                        factors.add(step.rateFactor());
                        Gradient gradient = step.gradient(broken);
                        double norm = step.descend(Direction.NONE.plus(1 / gradient.norm(), gradient), RATE);
                        return new StepRule.Outcome(gradient.loss(), step.rate(), norm);
                    }))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("phase \"composed\", step 3");
            assertThat(factors).containsExactly(1.0, 1.0, 0.5);
            Weights.assertIdentical(tiny.trained(0), start);
        }
    }

    @Test
    void stopBetweenTwoStepsWhenCancelled() {
        try (var tiny = new TinyTraining(1, FULL)) {
            var made = new ArrayList<Long>();
            var trainer = new Trainer(tiny.model(), TrainingMonitor.SILENT, () -> made.size() == 2);
            assertThatThrownBy(() -> trainer.train(composed(pairs(4), Sgd.withRate(RATE)), step -> {
                        made.add(step.done());
                        assertThat(step.total()).isEqualTo(8);
                        return difference(step);
                    }))
                    .isInstanceOf(CancellationException.class);
            assertThat(made).containsExactly(0L, 1L);
        }
    }

    @Test
    void haveNoObjectiveOfTheirOwn() {
        try (var tiny = new TinyTraining(1, FULL)) {
            assertThatThrownBy(() -> tiny.train(composed(pairs(1), Sgd.withRate(RATE))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the steps of phase composed are composed by a rule");
        }
    }
}
