package dev.lethe.harness.training;

import static dev.lethe.harness.Tolerance.assertCloseInNorm;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Compute;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Running blocks again on the way back saves memory and changes no gradient. */
class CheckpointedGradientsTests {

    /** Of a gradient's norm. */
    private static final double TOLERANCE = 1e-6;

    private static final LoraConfig ADAPTER =
            new LoraConfig(4, 8, List.of("q_proj", "v_proj", "down_proj"), false, 0.25);

    static final List<Trainable> TRAINABLES = List.of(
            new Trainable.Full(),
            new Trainable.LastBlocks(1),
            new Trainable.Linears(List.of("o_proj", "down_proj")),
            new Trainable.Lora(ADAPTER),
            new Trainable.AdaLora(ADAPTER));

    private static Compute compute;

    @BeforeAll
    static void start() {
        compute = Compute.best();
    }

    @AfterAll
    static void stop() {
        compute.close();
    }

    @ParameterizedTest
    @FieldSource("TRAINABLES")
    void areThoseOfAPlainPass(Trainable trainable) {
        List<float[]> plain = gradients(trainable, false);
        List<float[]> checkpointed = gradients(trainable, true);
        assertThat(plain).isNotEmpty().hasSameSizeAs(checkpointed);
        assertThat(plain).anySatisfy(gradient -> assertThat(gradient[0]).isNotZero());
        for (int i = 0; i < plain.size(); i++) {
            assertCloseInNorm("gradient " + i, checkpointed.get(i), plain.get(i), TOLERANCE);
        }
    }

    private static List<float[]> gradients(Trainable trainable, boolean checkpointing) {
        return compute.call(() -> {
            try (Decoder decoder = TinyDecoder.decided(compute, 3);
                    var model = new TrainedModel(decoder, trainable, 1, checkpointing);
                    NDManager scope = model.newScope()) {
                Batch batch = Batch.ofRetain(TinyDecoder.rows(4, 1));
                TrainingBatch.of(model, batch, scope).accumulate(TinyTraining.TOKEN_MEAN, 1);
                return TinyTraining.copies(model.gradients());
            }
        });
    }
}
