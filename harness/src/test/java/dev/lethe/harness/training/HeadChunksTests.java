package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logits exist for some positions at a time; what is computed of them does not depend on which those are. */
class HeadChunksTests {

    /** So many that 64 positions are taken at a time. */
    private static final int VOCABULARY = 70_000;

    /** 180 positions together, 9 each. */
    private static final List<TokenizedExample> ROWS = TinyDecoder.rows(20, 1);

    private static final int LENGTH = 9;

    /** Rounding, on gradients that are sums over 180 positions; a lost position is a thousand times this. */
    private static final double ROUNDING = 1e-4;

    private static final Objective OBJECTIVE = batch -> batch.forget()
            .klToReference(Positions.ALL)
            .values()
            .sum()
            .add(batch.forget().nll().values().sum());

    @Test
    void giveWhatRowsAloneGive() {
        try (Compute compute = Compute.best()) {
            compute.run(() -> {
                var config = DecoderConfig.olmo(VOCABULARY, 16, 1, 2, 32, 1, 0, 64, false);
                try (Decoder decoder = Decoder.random(compute, config, 1);
                        var model = new TrainedModel(decoder, new Trainable.Full(), 1)) {
                    model.keepReference();
                    model.trained().forEach(tensor -> tensor.muli(1.5));
                    double together = accumulate(model, ROWS);
                    List<float[]> gradients = TinyTraining.copies(model.gradients());
                    model.gradients().forEach(gradient -> gradient.muli(0));
                    double apart = ROWS.stream()
                            .mapToDouble(row -> accumulate(model, List.of(row)))
                            .sum();
                    assertThat(together).isCloseTo(apart, within(1e-5 * apart));
                    Weights.assertClose(gradients, TinyTraining.copies(model.gradients()), ROUNDING);
                }
            });
        }
    }

    private static double accumulate(TrainedModel model, List<TokenizedExample> rows) {
        try (NDManager scope = model.newScope()) {
            return TrainingBatch.of(model, Batch.ofForget(rows).paddedTo(LENGTH), scope)
                    .accumulate(OBJECTIVE, 1);
        }
    }
}
