package dev.lethe.harness.training;

import static dev.lethe.harness.Tolerance.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccumulationTests {

    private static final Trainable FULL = new Trainable.Full();
    private static final double RATE = 0.05;

    /** Long rows first: micro-batches with clearly different numbers of tokens. */
    private static final List<TokenizedExample> ROWS = TinyTraining.rows(4).stream()
            .sorted((a, b) -> b.labelCount() - a.labelCount())
            .toList();

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void equalsOneBatchOfAllRowsForSequenceMeans(int microBatches) {
        List<TokenizedExample> rows = TinyTraining.rows(4 * microBatches);
        Phase accumulated = TinyTraining.phase(TinyTraining.batches(rows, 2), TinyTraining.SEQUENCE_MEAN)
                .withAccumulation(microBatches, LossNormalization.MICROBATCH_MEAN);
        Phase combined = TinyTraining.phase(TinyTraining.batches(rows, 2 * microBatches), TinyTraining.SEQUENCE_MEAN);
        assertEqual(accumulated, combined);
    }

    @Test
    void equalsOneBatchOfAllRowsForTokenMeansUnderTheGlobalNormalization() {
        Phase accumulated = TinyTraining.phase(TinyTraining.batches(ROWS, 1), TinyTraining.TOKEN_MEAN)
                .withAccumulation(4, LossNormalization.GLOBAL_TOKEN_MEAN);
        assertEqual(accumulated, TinyTraining.phase(TinyTraining.batches(ROWS, 4), TinyTraining.TOKEN_MEAN));
    }

    private static void assertEqual(Phase accumulated, Phase combined) {
        try (var actual = new TinyTraining(1, FULL).train(accumulated);
                var expected = new TinyTraining(1, FULL).train(combined)) {
            assertThat(actual.reports).hasSameSizeAs(expected.reports);
            for (int i = 0; i < actual.reports.size(); i++) {
                StepReport report = actual.reports.get(i);
                assertClose("loss", report.loss(), expected.reports.get(i).loss(), 1e-6);
                assertClose(
                        "norm", report.gradientNorm(), expected.reports.get(i).gradientNorm(), 1e-6);
            }
            Weights.assertClose(actual.trained(0), expected.trained(0), 1e-6);
        }
    }

    @Test
    void meansTokenMeansAsEachNormalizationSays() {
        var losses = new double[2];
        var changes = new ArrayList<List<float[]>>();
        List<Batch> batches = TinyTraining.batches(ROWS, 2);
        List<float[]> start;
        try (var untouched = new TinyTraining(1, FULL)) {
            start = untouched.trained(0);
        }
        for (int i = 0; i < 2; i++) {
            try (var alone = new TinyTraining(1, FULL).train(oneStep(batches.subList(i, i + 1)))) {
                losses[i] = alone.losses().get(0);
                changes.add(alone.trained(0));
            }
        }
        double first = batches.get(0).labelCount();
        double second = batches.get(1).labelCount();
        assertThat(first).isGreaterThan(second + 4);
        for (LossNormalization normalization : LossNormalization.values()) {
            double share = normalization == LossNormalization.MICROBATCH_MEAN ? 0.5 : first / (first + second);
            try (var both = new TinyTraining(1, FULL).train(oneStep(batches).withAccumulation(2, normalization))) {
                double expected = share * losses[0] + (1 - share) * losses[1];
                assertThat(both.losses()).hasSize(1);
                assertClose("loss", both.losses().get(0), expected, 1e-6);
                assertClose("term", both.reports.get(0).terms().get("retain"), expected, 1e-6);
                Weights.assertClose(both.trained(0), mix(changes, share), 1e-6);
                assertThat(Weights.largestDifference(both.trained(0), start)).isGreaterThan(1e-4);
            }
        }
    }

    private static Phase oneStep(List<Batch> batches) {
        return Phase.of("one", BatchSource.inOrder(batches), 1, RATE, TinyTraining.TOKEN_MEAN)
                .withOptimizer(Sgd.withRate(RATE))
                .withMaxGradNorm(0);
    }

    /** Plain descent is linear in the gradient, so the result of a weighted gradient is the mix of the results. */
    private static List<float[]> mix(List<List<float[]>> results, double share) {
        var mixed = new ArrayList<float[]>();
        for (int i = 0; i < results.get(0).size(); i++) {
            float[] values = results.get(0).get(i).clone();
            for (int j = 0; j < values.length; j++) {
                values[j] = (float)
                        (share * values[j] + (1 - share) * results.get(1).get(i)[j]);
            }
            mixed.add(values);
        }
        return mixed;
    }

    @Test
    void averagesAShortLastStepOverItsOwnMicroBatches() {
        List<Batch> batches = TinyTraining.batches(ROWS, 1);
        Phase phase = oneStep(batches).withOptimizer(Sgd.withRate(0));
        try (var tiny = new TinyTraining(1, FULL);
                var single = new TinyTraining(1, FULL)) {
            tiny.train(phase.withAccumulation(3, LossNormalization.MICROBATCH_MEAN));
            single.train(phase);
            assertThat(tiny.losses()).hasSize(2);
            assertThat(tiny.losses().get(1)).isEqualTo(single.losses().get(3));
        }
    }

    @Test
    void refusesGlobalTokenMeansOfBothSets() {
        var batch = new Batch(ROWS.subList(0, 1), ROWS.subList(1, 2));
        try (var tiny = new TinyTraining(1, FULL)) {
            Phase phase = oneStep(List.of(batch)).withAccumulation(1, LossNormalization.GLOBAL_TOKEN_MEAN);
            assertThatThrownBy(() -> tiny.train(phase)).hasMessageContaining("batches of one role");
        }
    }
}
