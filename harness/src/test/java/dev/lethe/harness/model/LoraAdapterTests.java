package dev.lethe.harness.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.lethe.data.UserException;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.torch.Compute;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fresh adapter changes nothing, a trained one changes what its merge changes. */
class LoraAdapterTests {

    private static final LoraConfig CONFIG =
            new LoraConfig(4, 8, List.of("q_proj", "v_proj", "up_proj", "down_proj"), false);

    private static Compute compute;
    private Decoder decoder;

    @BeforeAll
    static void open() {
        compute = Compute.best();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    @BeforeEach
    void makeDecoder() {
        decoder = TinyDecoder.decided(compute, 1);
    }

    @AfterEach
    void freeDecoder() {
        compute.run(decoder::close);
    }

    private TrainedModel fresh(long seed) {
        return compute.call(() -> new TrainedModel(decoder, new Trainable.Lora(CONFIG), seed));
    }

    private float[] tensor(TrainedModel model, int index) {
        return compute.call(() -> model.trained().get(index).toFloatArray());
    }

    @Test
    void changesNothingWhenFresh() {
        assertThat(Logits.of(decoder, fresh(1).network())).isEqualTo(Logits.of(decoder));
    }

    @Test
    void startsFromUniformAAndZeroB() {
        TrainedModel model = fresh(1);
        // Four targets in two blocks, A (4, 16) and B (16, 4) for the query, within 1 / sqrt(16).
        assertThat(model.trained()).hasSize(16);
        assertThat(tensor(model, 0)).hasSize(64).doesNotHaveDuplicates();
        for (float value : tensor(model, 0)) {
            assertThat(value).isBetween(-0.25f, 0.25f);
        }
        assertThat(tensor(model, 1)).hasSize(64).containsOnly(0);
    }

    @Test
    void followsTheSeed() {
        assertThat(tensor(fresh(1), 0)).isEqualTo(tensor(fresh(1), 0)).isNotEqualTo(tensor(fresh(2), 0));
    }

    @Test
    void changesTheSameMergedAsApart() {
        float[] base = Logits.of(decoder);
        TrainedModel model = fresh(1);
        compute.run(() -> model.trained().forEach(LoraAdapterTests::train));
        float[] apart = Logits.of(decoder, model.network());
        compute.run(model::merge);
        float[] merged = Logits.of(decoder);
        float largest = 0;
        for (int i = 0; i < base.length; i++) {
            assertThat(merged[i]).isCloseTo(apart[i], within(1e-5f * (1 + Math.abs(apart[i]))));
            largest = Math.max(largest, Math.abs(merged[i] - base[i]));
        }
        assertThat(largest).as("what the adapter changes").isGreaterThan(0.1f);
    }

    /** Stands for training: values of the size that fresh A matrices have. */
    private static void train(NDArray tensor) {
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.2f * (float) Math.sin(i + 1);
        }
        tensor.set(values);
    }

    @Test
    void namesTargetsThatTheModelHasNot() {
        var config = new Trainable.Lora(new LoraConfig(4, 8, List.of("q_proj", "fc1", "c_attn"), false));
        assertThatThrownBy(() -> compute.call(() -> new TrainedModel(decoder, config, 1)))
                .isInstanceOf(UserException.class)
                .hasMessage("adapter target modules [c_attn, fc1] do not exist in this model; it has "
                        + "[down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj, v_proj]");
    }
}
