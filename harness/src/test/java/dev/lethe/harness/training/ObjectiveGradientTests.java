package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Compute;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients that reach the weights are those of the objective: checked by moving single weights. */
class ObjectiveGradientTests {

    /** Small against weights near 0.2, and large enough for float32 losses to tell the two sides apart. */
    private static final float STEP = 0.005f;

    /** What the third derivative may add at this step; a wrong factor or sign is far outside. */
    private static final double RELATIVE = 0.02;

    /** Rounding: 2^-22 of a loss near 4, over twice the step. */
    private static final double ABSOLUTE = 2e-4;

    private static final Batch BATCH = new Batch(TinyDecoder.rows(3, 1), TinyDecoder.rows(2, 2)).paddedTo(11);

    /** Both reductions, both signs, unequal weights; and every quantity whose target stays where it is. */
    static Stream<Named<Objective>> objectives() {
        return Stream.of(
                Named.of("nll", batch -> {
                    Value retain = batch.retain().nll().sequenceMean().mean();
                    return retain.mul(1.3).sub(batch.forget().nll().tokenMean().mul(0.7));
                }),
                mean("hinge", BatchPart::invertedHinge),
                mean("margin of answers", part -> part.squaredMargin(Positions.ANSWERS)),
                mean("KL over labels", part -> part.klToReference(Positions.LABELS)),
                mean("KL over all", part -> part.klToReference(Positions.ALL)),
                mean("KL over real tokens", part -> part.klToReference(Positions.ATTENDED)),
                mean("lowered", part -> part.loweredReferenceCrossEntropy(2, Positions.LABELS)),
                mean("lowered everywhere", part -> part.loweredReferenceCrossEntropy(2, Positions.PREDICTING)),
                mean("pseudo-KL", part -> part.pseudoKlToReference(Positions.ALL)),
                mean("cross-entropy", part -> part.referenceCrossEntropy(Positions.ALL)),
                Named.of("several of one part", batch -> batch.forget()
                        .nll()
                        .tokenMean()
                        .add(batch.forget().klToReference(Positions.ALL).tokenMean())
                        .add(batch.forget().squaredMargin(Positions.ATTENDED).tokenMean())
                        .add(batch.forget().invertedHinge().tokenMean())));
    }

    private static Named<Objective> mean(String name, Function<BatchPart, PerToken> quantity) {
        return Named.of(name, batch -> quantity.apply(batch.forget()).tokenMean());
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void agreeWithFiniteDifferences(Objective objective) {
        try (Compute compute = Compute.best()) {
            Decoder decoder = TinyDecoder.decided(compute, 3);
            compute.run(() -> {
                var model = new TrainedModel(decoder, new Trainable.Full(), 1);
                model.keepReference();
                // At the reference itself a divergence has no slope.
                model.trained().forEach(tensor -> tensor.muli(1.1));
                accumulate(model, objective);
                for (int i = 0; i < model.trained().size(); i++) {
                    float[] gradient = model.gradients().get(i).toFloatArray();
                    for (int entry : largest(gradient)) {
                        double expected =
                                difference(model, objective, model.trained().get(i), entry);
                        assertThat((double) gradient[entry])
                                .as("entry %d of tensor %d", entry, i)
                                .isNotZero()
                                .isCloseTo(expected, within(ABSOLUTE + RELATIVE * Math.abs(expected)));
                    }
                }
            });
        }
    }

    @Test
    void keepsNumbersUntilTheGradientIsComputed() {
        Objective undisturbed = batch -> {
            Value nll = batch.forget().nll().sequenceMean();
            return nll.div(3).pow(2).mean().mul(0.5);
        };
        try (Compute compute = Compute.best()) {
            Decoder decoder = TinyDecoder.decided(compute, 3);
            compute.run(() -> {
                var model = new TrainedModel(decoder, new Trainable.Full(), 1);
                accumulate(model, undisturbed);
                float[] expected = model.gradients().get(0).toFloatArray();
                model.gradients().forEach(gradient -> gradient.muli(0));
                accumulate(model, batch -> {
                    Value loss = undisturbed.loss(batch);
                    overwriteFreedMemory();
                    return loss;
                });
                assertThat(model.gradients().get(0).toFloatArray()).isEqualTo(expected);
            });
        }
    }

    /** Has the collector free the buffers that nothing refers to, and others take their place. */
    private static void overwriteFreedMemory() {
        var freed = new CountDownLatch(1);
        Cleaner.create().register(new Object(), freed::countDown);
        try {
            do {
                System.gc();
            } while (!freed.await(100, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (int i = 0; i < 10_000; i++) {
            ByteBuffer.allocateDirect(Double.BYTES).putLong(-1);
        }
    }

    private static void accumulate(TrainedModel model, Objective objective) {
        try (NDManager scope = model.newScope()) {
            TrainingBatch.of(model, BATCH, scope).accumulate(objective, 1);
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

    private static double difference(TrainedModel model, Objective objective, NDArray tensor, int entry) {
        float[] original = tensor.toFloatArray();
        double above = lossWith(model, objective, tensor, moved(original, entry, STEP));
        double below = lossWith(model, objective, tensor, moved(original, entry, -STEP));
        tensor.set(original);
        return (above - below) / (2 * STEP);
    }

    private static float[] moved(float[] weights, int entry, float change) {
        float[] moved = weights.clone();
        moved[entry] += change;
        return moved;
    }

    private static double lossWith(TrainedModel model, Objective objective, NDArray tensor, float[] weights) {
        tensor.set(weights);
        try (NDManager scope = model.newScope()) {
            return objective.loss(TrainingBatch.of(model, BATCH, scope)).number();
        }
    }
}
