package dev.lethe.harness.target;

import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Slot;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.model.WeightName;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Trainer;
import dev.lethe.harness.training.TrainingMonitor;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Trains a decoder from random weights until it recites its texts. */
final class TargetTraining {

    /** Standard deviation of random embeddings: {@code initializer_range} of OLMo's configuration. */
    private static final double EMBEDDING_DEVIATION = 0.02;

    private final Compute compute;
    private final TargetRecipe recipe;
    private final long seed;

    TargetTraining(Compute compute, TargetRecipe recipe, long seed) {
        this.compute = compute;
        this.recipe = recipe;
        this.seed = seed;
    }

    /** A new decoder trained on {@code texts}; the caller closes it. Bit-identical for one seed on one machine. */
    Decoder train(
            DecoderConfig config, List<TokenizedExample> texts, TrainingMonitor monitor, BooleanSupplier cancelled) {
        return compute.call(() -> {
            Decoder decoder = Decoder.random(compute, config, TargetTraining::deviation, seed);
            try {
                train(decoder, phase(texts, recipe.epochs(), recipe.learningRate(), 0), monitor, cancelled);
                return decoder;
            } catch (RuntimeException e) {
                decoder.close();
                throw e;
            }
        });
    }

    /**
     * A linear layer keeps the variance of what it is given (LeCun et al., Efficient BackProp, 1998, section 4.6). With
     * OLMo's own deviation, which suits thousands of inputs, the blocks of so narrow a model say next to nothing at first, and
     * it needs twice the epochs.
     */
    private static double deviation(WeightName matrix) {
        boolean isLinear = matrix.slot() != Slot.EMBEDDING && matrix.slot() != Slot.POSITIONS;
        return isLinear ? 1 / Math.sqrt(matrix.dimensions()[1]) : EMBEDDING_DEVIATION;
    }

    /** Trains on for a shorter {@code round} (from 1) at a lower rate. */
    void trainOn(
            Decoder decoder,
            List<TokenizedExample> texts,
            int round,
            TrainingMonitor monitor,
            BooleanSupplier cancelled) {
        int epochs = Math.max(1, (int) Math.round(recipe.epochs() * TargetRecipe.EXTRA_SHARE));
        double rate = recipe.learningRate() * TargetRecipe.EXTRA_SHARE;
        compute.run(() -> train(decoder, phase(texts, epochs, rate, round), monitor, cancelled));
    }

    private void train(Decoder decoder, Phase phase, TrainingMonitor monitor, BooleanSupplier cancelled) {
        try (TrainedModel model = new TrainedModel(decoder, new Trainable.Full(), seed)) {
            new Trainer(model, monitor, cancelled).train(phase);
        }
    }

    private Phase phase(List<TokenizedExample> texts, int epochs, double rate, int round) {
        var batches = new TargetBatches(texts, recipe.batchTokens(), new Random(seed + round));
        int steps = batches.epoch(0).size() * epochs;
        return Phase.of("memorizing", batches, epochs, rate, batch -> batch.retain()
                        .nll()
                        .tokenMean())
                .withOptimizer(new AdamW(rate, 0, 0.9, TargetRecipe.BETA2, 1e-8))
                .withSchedule(new LinearSchedule((int) (steps * TargetRecipe.WARMUP)));
    }
}
