package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Compute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropout of an adapter's input: seeded, the same on the way back, and in training only. */
class AdapterDropoutTests {

    private static final double PROBABILITY = 0.25;

    private static Compute compute;

    @BeforeAll
    static void start() {
        compute = Compute.best();
    }

    @AfterAll
    static void stop() {
        compute.close();
    }

    private static Trainable lora(double dropout) {
        return new Trainable.Lora(new LoraConfig(4, 8, List.of("q_proj", "v_proj", "down_proj"), false, dropout));
    }

    private static <T> T with(Trainable trainable, long seed, boolean checkpointing, Function<TrainedModel, T> work) {
        return compute.call(() -> {
            try (Decoder decoder = TinyDecoder.decided(compute, 3);
                    var model = new TrainedModel(decoder, trainable, seed, checkpointing)) {
                return work.apply(model);
            }
        });
    }

    /** The trained tensors after some steps of a phase of 4 batches. */
    private static List<float[]> trained(Trainable trainable, long seed, boolean checkpointing) {
        return with(trainable, seed, checkpointing, model -> {
            List<Batch> batches = TinyTraining.batches(TinyDecoder.rows(8, 1), 2);
            new Trainer(model, TrainingMonitor.SILENT, () -> false)
                    .train(Phase.of("test", BatchSource.inOrder(batches), 2, 0.01, TinyTraining.TOKEN_MEAN));
            return TinyTraining.copies(model.trained());
        });
    }

    @Test
    void zeroesElementsAndScalesTheOthersUp() {
        // A passes on the first 16 of 32 inputs, B is the identity: what the adapter adds is its input itself.
        var config = new LoraConfig(16, 16, List.of("down_proj"), false, PROBABILITY);
        with(new Trainable.Lora(config), 1, false, model -> {
            try (NDManager scope = model.newScope()) {
                for (int i = 0; i < model.trained().size(); i += 2) {
                    NDArray a = scope.eye(16, 32, 0, DataType.FLOAT32);
                    NDArray b = scope.eye(16, 16, 0, DataType.FLOAT32)
                            // Only the adapter of the last block does anything.
                            .mul(i == 2 ? 1 : 0);
                    model.kernels().arithmetic().assign(scope, model.trained().subList(i, i + 2), List.of(a, b));
                }
                PaddedRows rows = PaddedRows.whole(TinyDecoder.rows(6, 2), 0, 0, scope);
                float[] base = output(model, rows, scope, true);
                float[] whole = model.withoutDropout(() -> output(model, rows, scope, false));
                float[] dropped = output(model, rows, scope, false);
                int zeroed = 0;
                int all = 0;
                for (int i = 0; i < base.length; i++) {
                    double input = whole[i] - base[i];
                    if (Math.abs(input) > 1e-2) {
                        double share = (dropped[i] - base[i]) / input;
                        assertThat(Math.min(Math.abs(share), Math.abs(share - 1 / (1 - PROBABILITY))))
                                .as("share " + share)
                                .isLessThan(1e-2);
                        all++;
                        zeroed += share < 0.5 ? 1 : 0;
                    }
                }
                assertThat(all).isGreaterThan(200);
                assertThat((double) zeroed / all).isBetween(PROBABILITY - 0.1, PROBABILITY + 0.1);
            }
            return true;
        });
    }

    private static float[] output(TrainedModel model, PaddedRows rows, NDManager scope, boolean withoutAdapter) {
        if (withoutAdapter) {
            return model.kernels()
                    .blockOutput(scope, model.decoder().network(), rows.ids(), rows.real(), rows.packed(), 2, false)
                    .toFloatArray();
        }
        return model.forwardTo(1, scope, rows).values().toFloatArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void repeatsBitByBitFromOneSeed(boolean checkpointing) {
        List<float[]> first = trained(lora(PROBABILITY), 1, checkpointing);
        Weights.assertIdentical(trained(lora(PROBABILITY), 1, checkpointing), first);
        assertThat(Weights.largestDifference(trained(lora(0), 1, checkpointing), first))
                .isGreaterThan(1e-3);
    }

    @Test
    void changesNothingAtZero() {
        var plain = new Trainable.Lora(new LoraConfig(4, 8, List.of("q_proj", "v_proj", "down_proj"), false));
        Weights.assertIdentical(trained(lora(0), 1, false), trained(plain, 1, false));
    }

    @Test
    void drawsTheSameMaskOnTheWayBackThroughCheckpoints() {
        Weights.assertClose(gradients(true), gradients(false), 1e-5);
    }

    private static List<float[]> gradients(boolean checkpointing) {
        return with(lora(PROBABILITY), 1, checkpointing, model -> {
            try (NDManager scope = model.newScope()) {
                Batch batch = Batch.ofRetain(TinyDecoder.rows(4, 1));
                TrainingBatch.of(model, batch, scope).accumulate(TinyTraining.TOKEN_MEAN, 1);
                return TinyTraining.copies(model.gradients());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drawsAnewInEveryPassAndNoneOutsideOfTraining(boolean checkpointing) {
        with(lora(PROBABILITY), 1, checkpointing, model -> {
            try (NDManager scope = model.newScope()) {
                model.keepReference();
                // A fresh adapter does nothing whatever its input is.
                model.trained()
                        .forEach(tensor ->
                                model.kernels().arithmetic().assign(scope, List.of(tensor), List.of(tensor.add(1))));
                PaddedRows rows = PaddedRows.whole(TinyDecoder.rows(4, 2), 0, 0, scope);
                float[] first = model.forward(scope, rows).values().toFloatArray();
                float[] second = model.forward(scope, rows).values().toFloatArray();
                assertThat(second).isNotEqualTo(first);

                float[] whole = model.kernels()
                        .hidden(scope, model.network(), rows.ids(), rows.real(), rows.packed(), false)
                        .toFloatArray();
                for (int i = 0; i < 2; i++) {
                    assertThat(model.withoutDropout(
                                    () -> model.forward(scope, rows).values().toFloatArray()))
                            .isEqualTo(whole);
                }
                float[] reference = model.reference().states(rows, scope).get(0).toFloatArray();
                assertThat(reference)
                        .isEqualTo(model.decoder()
                                .hidden(scope, model.decoder().network(), rows)
                                .toFloatArray());
            }
            return true;
        });
    }

    @Test
    void looksAheadWithoutIt() {
        with(lora(PROBABILITY), 1, false, model -> {
            try (NDManager scope = model.newScope()) {
                model.trained()
                        .forEach(tensor ->
                                model.kernels().arithmetic().assign(scope, List.of(tensor), List.of(tensor.add(1))));
                Batch batch = Batch.ofRetain(TinyDecoder.rows(4, 2));
                double whole = model.withoutDropout(() -> TinyTraining.TOKEN_MEAN
                        .loss(TrainingBatch.of(model, batch, scope))
                        .number());
                double training = TinyTraining.TOKEN_MEAN
                        .loss(TrainingBatch.of(model, batch, scope))
                        .number();
                assertThat(training).isNotEqualTo(whole);
                var optimizer = new Optimizer(model, AdamW.withRate(0.01), scope);
                assertThat(optimizer.lossesAlong(0.01, new double[] {0, 0}, TinyTraining.TOKEN_MEAN, batch))
                        .containsExactly(whole, whole);
            }
            return true;
        });
    }

    @Test
    void repeatsOnReplicasThatDropOtherElements() {
        // The same row for both replicas: with equal masks their gradients would be those of one.
        List<Batch> batches = new ArrayList<>();
        Batch batch = Batch.ofRetain(TinyTraining.rows(1));
        for (int i = 0; i < 8; i++) {
            batches.add(batch);
        }
        Phase phase = Phase.of("test", BatchSource.inOrder(batches), 1, 0.01, TinyTraining.TOKEN_MEAN);
        Trainable lora = new Trainable.Lora(new LoraConfig(4, 8, List.of("q_proj"), false, PROBABILITY));
        try (var first = new TinyTraining(2, lora).train(phase);
                var again = new TinyTraining(2, lora).train(phase)) {
            Weights.assertIdentical(first.trained(1), first.trained(0));
            Weights.assertIdentical(again.trained(0), first.trained(0));
            Phase half = Phase.of("test", BatchSource.inOrder(batches.subList(0, 4)), 1, 0.01, TinyTraining.TOKEN_MEAN);
            try (var alone = new TinyTraining(1, lora).train(half)) {
                assertThat(Weights.largestDifference(first.trained(0), alone.trained(0)))
                        .isGreaterThan(1e-4);
            }
        }
    }
}
