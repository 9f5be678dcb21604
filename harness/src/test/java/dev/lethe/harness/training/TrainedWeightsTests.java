package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.training.TrainedWeights.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States of the trained tensors: kept, put back, multiplied, merged. */
class TrainedWeightsTests {

    private static final LoraConfig CONFIG = new LoraConfig(2, 4, List.of("q_proj"), false);
    private static final Trainable FULL = new Trainable.Full();
    private static final Trainable LORA = new Trainable.Lora(CONFIG);
    private static final TrainedWeights.Merge SUM = tensors -> tensors.get(0).add(tensors.get(1));

    private static Trainable trainable(String form) {
        return switch (form) {
            case "full" -> FULL;
            case "lora" -> LORA;
            default -> new Trainable.AdaLora(CONFIG);
        };
    }

    private static void train(TinyTraining tiny, int seed) {
        tiny.train(Phase.of(
                "train",
                BatchSource.inOrder(TinyTraining.batches(TinyTraining.rows(4 + seed), 2)),
                3,
                0.02,
                TinyTraining.TOKEN_MEAN));
    }

    /** The mean loss on some rows under the weights as they are. */
    private static double loss(TinyTraining tiny) {
        int before = tiny.reports.size();
        tiny.train(Phase.of(
                "look",
                BatchSource.inOrder(List.of(Batch.ofRetain(TinyTraining.rows(3)))),
                1,
                0,
                TinyTraining.TOKEN_MEAN));
        return tiny.reports.get(before).loss();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "lora", "adalora"})
    void arePutBackBitByBit(String form) {
        try (var tiny = new TinyTraining(1, trainable(form))) {
            TrainedWeights weights = tiny.weights();
            State start = weights.keep();
            List<float[]> before = tiny.trained(0);
            train(tiny, 0);
            assertThat(weights.distance(start)).isGreaterThan(0.01);
            weights.restore(start);
            Weights.assertIdentical(tiny.trained(0), before);
            assertThat(weights.distance(start)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "lora", "adalora"})
    void multiplyTheChangeOfTheFunction(String form) {
        try (var tiny = new TinyTraining(1, trainable(form))) {
            TrainedWeights weights = tiny.weights();
            State start = weights.keep();
            double fresh = loss(tiny);
            train(tiny, 0);
            double trained = loss(tiny);
            assertThat(trained).isLessThan(fresh);
            State end = weights.keep();
            weights.multiplyChange(start, 0);
            assertThat(loss(tiny)).as("nothing of the change").isEqualTo(fresh);
            weights.restore(end);
            weights.multiplyChange(start, 1);
            assertThat(loss(tiny)).as("all of it").isCloseTo(trained, within(1e-5));
            weights.multiplyChange(start, -1);
            assertThat(loss(tiny)).as("its opposite").isGreaterThan(fresh);
        }
    }

    @Test
    void negateEachWeightsChange() {
        try (var tiny = new TinyTraining(1, FULL)) {
            TrainedWeights weights = tiny.weights();
            State start = weights.keep();
            List<float[]> before = tiny.trained(0);
            train(tiny, 0);
            List<float[]> after = tiny.trained(0);
            weights.multiplyChange(start, -0.5);
            List<float[]> negated = tiny.trained(0);
            for (int i = 0; i < before.size(); i++) {
                for (int j = 0; j < before.get(i).length; j++) {
                    float expected = before.get(i)[j] - 0.5f * (after.get(i)[j] - before.get(i)[j]);
                    assertThat(negated.get(i)[j]).isCloseTo(expected, within(1e-6f));
                }
            }
        }
    }

    @Test
    void addMergedChangesToTheStart() {
        try (var tiny = new TinyTraining(1, FULL)) {
            TrainedWeights weights = tiny.weights();
            State start = weights.keep();
            List<float[]> before = tiny.trained(0);
            train(tiny, 0);
            State first = weights.keep();
            List<float[]> ofFirst = tiny.trained(0);
            weights.restore(start);
            train(tiny, 1);
            State second = weights.keep();
            List<float[]> ofSecond = tiny.trained(0);
            weights.mergeChanges(start, List.of(first, second), SUM);
            List<float[]> merged = tiny.trained(0);
            for (int i = 0; i < before.size(); i++) {
                for (int j = 0; j < before.get(i).length; j++) {
                    float expected = ofFirst.get(i)[j] + ofSecond.get(i)[j] - before.get(i)[j];
                    assertThat(merged.get(i)[j]).isCloseTo(expected, within(1e-6f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "adalora"})
    void foldAnAdaptersMergedChangesIntoTheWeightsBelow(String form) {
        try (var tiny = new TinyTraining(1, trainable(form))) {
            TrainedWeights weights = tiny.weights();
            State start = weights.keep();
            List<float[]> before = tiny.trained(0);
            train(tiny, 0);
            double trained = loss(tiny);
            State first = weights.keep();
            assertThat(tiny.model().hasChangedBase()).isFalse();
            // The change and nothing: the same function, now without the adapter.
            weights.mergeChanges(start, List.of(first, start), SUM);
            assertThat(tiny.model().hasChangedBase()).isTrue();
            Weights.assertIdentical(tiny.trained(0), before);
            assertThat(loss(tiny)).isCloseTo(trained, within(1e-4));
        }
    }

    @Test
    void mergeTheFactorsApart() {
        try (var tiny = new TinyTraining(1, LORA)) {
            TrainedWeights weights = tiny.weights();
            train(tiny, 0);
            State first = weights.keep();
            List<float[]> factors = tiny.trained(0);
            var shapes = new ArrayList<Long>();
            weights.mergeTensors(List.of(first, first), tensors -> {
                shapes.add(tensors.get(0).size());
                NDArray sum = SUM.merge(tensors);
                return sum.mul(0.25);
            });
            assertThat(shapes).hasSameSizeAs(factors);
            List<float[]> merged = tiny.trained(0);
            for (int i = 0; i < merged.size(); i++) {
                assertThat(merged.get(i)[0]).isEqualTo(factors.get(i)[0] / 2);
            }
            assertThat(tiny.model().hasChangedBase()).isFalse();
        }
    }
}
