package dev.lethe.harness.bench;

import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.SyntheticDecoder;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.Host;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepReport;
import dev.lethe.harness.training.Trainer;
import dev.lethe.harness.training.TrainingMonitor;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains and decodes for long, with rows of changing lengths, and watches the resident memory that is left after a garbage
 * collection.
 *
 * @param steps LoRA steps
 * @param decodes batches decoded after that
 * @param rows of a batch
 * @param length tokens of the longest row; the shortest has an eighth of them
 */
public record EnduranceBench(int steps, int decodes, int rows, int length) {

    /** Memory is looked at so often in each of the two parts. */
    private static final int LOOKS = 40;

    private static final int NEW_TOKENS = 16;
    private static final double LEARNING_RATE = 1e-5;
    private static final long SEED = 42;

    /** Runs on noise of a model's shape. */
    public EnduranceReport run(Compute compute, BenchModel model, Precision precision) {
        var looks = new ArrayList<EnduranceReport.Look>();
        compute.run(() -> {
            var nothing = new Trainable.Nothing();
            try (Decoder decoder = SyntheticDecoder.create(compute, model.config(), precision, nothing, SEED)) {
                train(model, decoder, looks);
                decode(decoder, looks);
            }
        });
        var environment = BenchReport.Environment.here(compute, precision, false);
        return EnduranceReport.of(environment, model.name(), precision.label(), this, looks);
    }

    private void train(BenchModel model, Decoder decoder, List<EnduranceReport.Look> looks) {
        var noise = new Noise(decoder.config().vocabSize(), SEED);
        var batches = new ArrayList<Batch>();
        for (int step = 0; step < steps; step++) {
            batches.add(Batch.ofForget(noise.rows(rows, noise.length(Math.max(2, length / 8), length))));
        }
        var monitor = new TrainingMonitor() {
            @Override
            public void step(StepReport report, long done, long total) {
                look("lora steps", (int) done, steps, looks);
            }
        };
        try (var trained = new TrainedModel(decoder, Operation.LORA_STEP.trainable(model), SEED)) {
            new Trainer(trained, monitor, () -> false)
                    .train(Phase.of("lora", BatchSource.inOrder(batches), 1, LEARNING_RATE, batch -> batch.forget()
                            .nll()
                            .tokenMean()));
        }
    }

    private void decode(Decoder decoder, List<EnduranceReport.Look> looks) {
        var noise = new Noise(decoder.config().vocabSize(), SEED);
        var generator = new Generator(decoder, () -> false);
        for (int done = 1; done <= decodes; done++) {
            int[] lengths = new int[rows];
            for (int row = 0; row < rows; row++) {
                lengths[row] = noise.length(Math.max(1, length / 8), length);
            }
            generator.generate(noise.prompts(lengths), NEW_TOKENS, List.of(), (indices, texts) -> {});
            look("decodes", done, decodes, looks);
        }
    }

    private static void look(String what, int done, int total, List<EnduranceReport.Look> looks) {
        if (done % Math.max(1, total / LOOKS) == 0) {
            // What the JVM has not collected yet is no leak.
            System.gc();
            Host.residentBytes().ifPresent(bytes -> looks.add(new EnduranceReport.Look(what, done, bytes)));
        }
    }
}
