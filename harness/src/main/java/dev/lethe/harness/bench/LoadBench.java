package dev.lethe.harness.bench;

import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.Host;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Trainer;
import dev.lethe.harness.training.TrainingMonitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads a checkpoint, trains an adapter on it for a few steps and decodes a text, and says what memory each took: the
 * peak of the process so far, where Linux lets it be reset at the start.
 *
 * @param steps LoRA steps of one row; 0 = none
 * @param length tokens of the row
 * @param newTokens tokens decoded after a prompt of {@link #PROMPT}; 0 = none
 * @param checkpointing whether blocks are run again on the way back
 */
public record LoadBench(int steps, int length, int newTokens, boolean checkpointing) {

    static final int PROMPT = 32;

    private static final double LEARNING_RATE = 1e-5;

    private static final long SEED = 42;

    /** Measures the checkpoint in a folder, in the process that this runs in. */
    public LoadReport run(Compute compute, Path folder, Precision precision) {
        BenchModel model = BenchModel.at(folder);
        // What is loaded once for any model is not part of this one's load.
        compute.run(() -> {});
        boolean reset = PeakMemory.reset();
        long before = Host.residentBytes().orElse(0);
        var parts = new ArrayList<LoadReport.Part>();
        long start = System.nanoTime();
        Operation operation = Operation.LORA_STEP;
        Decoder decoder = Checkpoint.load(folder, compute, precision, operation.trainable(model));
        try {
            parts.add(part("load", 1, start));
            if (steps > 0) {
                start = System.nanoTime();
                compute.run(() -> train(model, decoder));
                parts.add(part("lora steps", steps, start));
            }
            if (newTokens > 0) {
                start = System.nanoTime();
                compute.run(() -> decode(decoder));
                parts.add(part("decoded tokens", newTokens, start));
            }
        } finally {
            compute.run(decoder::close);
        }
        long loaded = model.parameters() * precision.weights().bytes();
        var environment = BenchReport.Environment.here(compute, precision, reset);
        return LoadReport.of(environment, model, this, precision.label(), loaded, before, parts);
    }

    private static LoadReport.Part part(String what, int count, long start) {
        return new LoadReport.Part(
                what, count, (System.nanoTime() - start) / 1e9, Host.peakBytes().orElse(0));
    }

    private void train(BenchModel model, Decoder decoder) {
        var batches = new ArrayList<Batch>();
        var noise = new Noise(decoder.config().vocabSize(), SEED);
        for (int step = 0; step < steps; step++) {
            batches.add(Batch.ofForget(noise.rows(1, length)));
        }
        var phase = Phase.of("lora", BatchSource.inOrder(batches), 1, LEARNING_RATE, batch -> batch.forget()
                .nll()
                .tokenMean());
        try (var trained = new TrainedModel(decoder, Operation.LORA_STEP.trainable(model), SEED, checkpointing)) {
            new Trainer(trained, TrainingMonitor.SILENT, () -> false).train(phase);
        }
    }

    private void decode(Decoder decoder) {
        List<int[]> prompt = new Noise(decoder.config().vocabSize(), SEED).prompts(PROMPT);
        new Generator(decoder, () -> false).generate(prompt, newTokens, List.of(), (indices, texts) -> {});
    }
}
