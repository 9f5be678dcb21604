package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.data.UserException;
import dev.lethe.harness.Oracles;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Compute;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The importance of weights, and adapters that start from it. */
class FisherInitializationTests {

    private static final Trainable LORA = new Trainable.Lora(new LoraConfig(2, 4, List.of("q_proj"), false));
    private static final List<Batch> FORGET = TinyTraining.rows(4).stream()
            .map(row -> Batch.ofForget(List.of(row)))
            .toList();
    private static final List<Batch> RETAIN = List.of(Batch.ofRetain(TinyDecoder.rows(3, 9)));

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    @Test
    void sumSquaredGradientsByTheirTokens() {
        Decoder decoder = TinyDecoder.decided(compute, 1);
        List<Batch> batches = List.of(Batch.ofForget(TinyDecoder.rows(1, 3)), Batch.ofForget(TinyDecoder.rows(2, 4)));
        compute.run(() -> {
            try (var model = new TrainedModel(decoder, new Trainable.Linears(List.of("v_proj")), 0);
                    NDManager scope = model.newScope()) {
                float[] actual = new FisherImportance(model, () -> false)
                        .of(batches, scope)
                        .get(0)
                        .toFloatArray();
                float[] first = gradient(model, batches.get(0));
                float[] second = gradient(model, batches.get(1));
                double n = batches.get(0).labelCount();
                double m = batches.get(1).labelCount();
                assertThat(actual).hasSize(first.length);
                for (int i = 0; i < actual.length; i++) {
                    double expected = (n * first[i] * first[i] + m * second[i] * second[i]) / (n + m);
                    assertThat((double) actual[i]).isCloseTo(expected, within(1e-6 + 1e-4 * expected));
                }
                assertThat(model.gradients().get(0).toFloatArray()).containsOnly(0);
            }
            decoder.close();
        });
    }

    private static float[] gradient(TrainedModel model, Batch batch) {
        try (NDManager scope = model.newScope()) {
            TrainingBatch.of(model, batch, scope)
                    .accumulate(rows -> rows.forget().nll().tokenMean(), 1);
            float[] gradient = model.gradients().get(0).toFloatArray();
            model.kernels().arithmetic().zero(scope, model.gradients());
            return gradient;
        }
    }

    @Test
    void startReplicasAlike() {
        // Replicas have fresh adapters of different seeds.
        try (var tiny = new TinyTraining(2, LORA)) {
            List<float[]> random = tiny.trained(0);
            tiny.initialize(new FisherInitialization(FORGET, RETAIN, 1e-5));
            assertThat(Weights.largestDifference(tiny.trained(0), random)).isGreaterThan(1e-3);
            Weights.assertIdentical(tiny.trained(1), tiny.trained(0));
            tiny.train(TinyTraining.phase(TinyTraining.batches(TinyTraining.rows(4), 1), TinyTraining.TOKEN_MEAN));
            Weights.assertIdentical(tiny.trained(1), tiny.trained(0));
        }
    }

    @Test
    void leaveTheLossAsItIs() {
        Phase look = Phase.of("look", BatchSource.inOrder(RETAIN), 1, 0, TinyTraining.TOKEN_MEAN);
        try (var tiny = new TinyTraining(1, LORA);
                var plain = new TinyTraining(1, LORA)) {
            tiny.initialize(new FisherInitialization(FORGET, RETAIN, 1e-5)).train(look);
            assertThat(tiny.losses()).isEqualTo(plain.train(look).losses());
            // Unlike a plain start, both factors have a gradient from the first step on.
            List<float[]> start = tiny.trained(0);
            tiny.train(Phase.of("one", BatchSource.inOrder(RETAIN), 1, 0.01, TinyTraining.TOKEN_MEAN));
            List<float[]> moved = tiny.trained(0);
            for (int i = 0; i < moved.size(); i++) {
                assertThat(moved.get(i)).isNotEqualTo(start.get(i));
            }
        }
    }

    /** Weights are frozen in bfloat16; the factors and what takes them back are in float32 and cancel exactly. */
    @Test
    void leaveAModelInHalfPrecisionAsItIs() {
        Decoder decoder = Checkpoint.load(Oracles.cases("models").get(0), compute, Precision.BFLOAT16, LORA);
        var losses = new ArrayList<Double>();
        var monitor = new TrainingMonitor() {
            @Override
            public void step(StepReport report, long done, long total) {
                losses.add(report.loss());
            }
        };
        compute.run(() -> {
            try (var model = new TrainedModel(decoder, LORA, 0)) {
                var trainer = new Trainer(model, monitor, () -> false);
                Phase look = Phase.of("look", BatchSource.inOrder(RETAIN), 1, 0, TinyTraining.TOKEN_MEAN);
                trainer.train(look);
                trainer.initialize(new FisherInitialization(FORGET, RETAIN, 1e-5));
                trainer.train(look);
            }
            decoder.close();
        });
        assertThat(losses).hasSize(2);
        assertThat(losses.get(1)).isFinite().isEqualTo(losses.get(0));
    }

    @Test
    void dependOnEpsilon() {
        try (var small = new TinyTraining(1, LORA);
                var large = new TinyTraining(1, LORA)) {
            small.initialize(new FisherInitialization(FORGET, RETAIN, 1e-9));
            large.initialize(new FisherInitialization(FORGET, RETAIN, 1));
            assertThat(product(small)).isNotEqualTo(product(large));
        }
    }

    private static float[] product(TinyTraining tiny) {
        return tiny.compute().call(() -> {
            List<NDArray> pair = tiny.model().trained().subList(0, 2);
            return pair.get(1).matMul(pair.get(0)).toFloatArray();
        });
    }

    @Test
    void needAnAdapter() {
        try (var tiny = new TinyTraining(1, new Trainable.Full())) {
            assertThatThrownBy(() -> tiny.initialize(new FisherInitialization(FORGET, RETAIN, 1e-5)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("set trainable=lora");
        }
    }

    @Test
    void stopWhenCancelled() {
        try (var tiny = new TinyTraining(1, LORA)) {
            var trainer = new Trainer(tiny.model(), TrainingMonitor.SILENT, () -> true);
            assertThatThrownBy(() -> trainer.initialize(new FisherInitialization(FORGET, RETAIN, 1e-5)))
                    .isInstanceOf(CancellationException.class);
        }
    }
}
