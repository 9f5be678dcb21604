package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.SyntheticDecoder;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Without master weights a step survives only where it is at least half the distance to the next bfloat16: with a
 * learning rate of 1e-5 below 2^-8. Weights of 0.004 and above stay as they are.
 */
class MasterWeightsTests {

    private static final double RATE = 1e-5;
    private static final int STEPS = 50;

    private static Compute compute;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    /** How many weights of some size there are, and how many of them fifty steps changed. */
    private record Count(int all, int changed) {}

    @Test
    void largeWeightsStayBitIdenticalWithoutMasterWeights() {
        Count large = count(Precision.BFLOAT16_WITHOUT_MASTER, weight -> weight >= 0.004);

        assertThat(large.all()).isGreaterThan(300);
        assertThat(large.changed()).isZero();
    }

    @Test
    void smallWeightsMoveWithoutMasterWeights() {
        Count small = count(Precision.BFLOAT16_WITHOUT_MASTER, weight -> weight > 0 && weight < 0.0035);

        assertThat(small.changed()).isGreaterThan(small.all() / 2);
    }

    @Test
    void largeWeightsMoveWithMasterWeights() {
        Count large = count(Precision.BFLOAT16, weight -> weight >= 0.004);

        assertThat(large.changed()).isGreaterThan(large.all() / 2);
    }

    private static Count count(Precision precision, DoublePredicate size) {
        return compute.call(() -> {
            var full = new Trainable.Full();
            try (Decoder decoder = SyntheticDecoder.create(compute, TinyDecoder.config(), precision, full, 3)) {
                float[] before = weights(decoder);
                train(decoder, full);
                float[] after = weights(decoder);
                int all = 0;
                int changed = 0;
                for (int i = 0; i < before.length; i++) {
                    if (size.test(Math.abs(before[i]))) {
                        all++;
                        changed += after[i] == before[i] ? 0 : 1;
                    }
                }
                return new Count(all, changed);
            }
        });
    }

    /** Steps on one batch at a constant rate: every step is about as large as the rate. */
    private static void train(Decoder decoder, Trainable trainable) {
        var batches = Collections.nCopies(STEPS, Batch.ofForget(TinyDecoder.rows(4, 1)));
        Phase phase = Phase.of("steps", BatchSource.inOrder(batches), 1, RATE, batch -> batch.forget()
                .nll()
                .tokenMean());
        try (var model = new TrainedModel(decoder, trainable, 1)) {
            new Trainer(model, TrainingMonitor.SILENT, () -> false).train(phase);
        }
    }

    /** The last block's weights as float32. */
    private static float[] weights(Decoder decoder) {
        try (NDManager scope = decoder.newScope()) {
            var tensors = decoder.network().weights();
            FloatBuffer values = decoder.kernels()
                    .storage()
                    .bytes(scope, tensors.get(tensors.size() - 2), Dtype.FLOAT32)
                    .toByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }
}
