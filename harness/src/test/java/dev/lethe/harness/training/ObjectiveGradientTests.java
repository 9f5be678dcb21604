package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Autograd;
import dev.lethe.harness.torch.Compute;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The gradients that reach the weights are those of the objective: checked by moving single weights. */
class ObjectiveGradientTests {

    /** Small against weights near 0.2, and large enough for float32 losses to tell the two sides apart. */
    private static final float STEP = 0.005f;

    /** What the third derivative may add at this step; a wrong factor or sign is far outside. */
    private static final double RELATIVE = 0.02;

    /** Rounding: 2^-22 of a loss near 4, over twice the step. */
    private static final double ABSOLUTE = 2e-4;

    private static final Batch BATCH = new Batch(TinyDecoder.rows(3, 1), TinyDecoder.rows(2, 2));

    /** Both reductions, both signs, unequal weights. */
    private static NDArray objective(TrainingBatch batch) {
        NDArray retain = batch.retain().nll().sequenceMean().mean();
        return retain.mul(1.3).sub(batch.forget().nll().tokenMean().mul(0.7));
    }

    @Test
    void agreeWithFiniteDifferences() {
        try (Compute compute = Compute.best()) {
            Decoder decoder = TinyDecoder.decided(compute, 3);
            compute.run(() -> {
                var model = new TrainedModel(decoder, new Trainable.Full(), 1);
                accumulate(model);
                for (int i = 0; i < model.trained().size(); i++) {
                    float[] gradient = model.gradients().get(i).toFloatArray();
                    for (int entry : largest(gradient)) {
                        double expected = difference(model, model.trained().get(i), entry);
                        assertThat((double) gradient[entry])
                                .as("entry %d of tensor %d", entry, i)
                                .isNotZero()
                                .isCloseTo(expected, within(ABSOLUTE + RELATIVE * Math.abs(expected)));
                    }
                }
            });
        }
    }

    private static void accumulate(TrainedModel model) {
        try (NDManager scope = model.newScope()) {
            var batch = new TrainingBatch(model, BATCH, scope);
            Autograd.differentiate(() -> objective(batch));
            batch.backward();
        }
    }

    /** The two entries of the largest gradient, where a wrong one shows. */
    private static List<Integer> largest(float[] gradient) {
        return IntStream.range(0, gradient.length)
                .boxed()
                .sorted((a, b) -> Float.compare(Math.abs(gradient[b]), Math.abs(gradient[a])))
                .limit(2)
                .toList();
    }

    private static double difference(TrainedModel model, NDArray tensor, int entry) {
        float[] original = tensor.toFloatArray();
        double above = lossWith(model, tensor, original, entry, STEP);
        double below = lossWith(model, tensor, original, entry, -STEP);
        tensor.set(original);
        return (above - below) / (2 * STEP);
    }

    private static double lossWith(TrainedModel model, NDArray tensor, float[] original, int entry, float change) {
        float[] moved = original.clone();
        moved[entry] += change;
        tensor.set(moved);
        try (NDManager scope = model.newScope()) {
            return objective(new TrainingBatch(model, BATCH, scope))
                    .toArray()[0]
                    .doubleValue();
        }
    }
}
