package dev.lethe.harness.bench;

import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.generation.SequenceScorer;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.StepReport;
import dev.lethe.harness.training.Trainer;
import dev.lethe.harness.training.TrainingMonitor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Runs operations on a decoder through the classes that trials use, and times them. Used on the compute thread. */
final class Workbench {

    /** Runs that do not count: the first ones touch memory for the first time. */
    private static final int WARM_UP = 2;

    /** Too small to lead noise anywhere. */
    private static final double LEARNING_RATE = 1e-5;

    private final BenchModel model;
    private final Decoder decoder;
    private final int samples;
    private final long seed;
    private final DoubleSupplier peak;

    /** @param peak measures the rate of matrix multiplication now, in FLOP/s */
    Workbench(BenchModel model, Decoder decoder, int samples, long seed, DoubleSupplier peak) {
        this.model = model;
        this.decoder = decoder;
        this.samples = samples;
        this.seed = seed;
        this.peak = peak;
    }

    /** The runs after the warm-up. */
    List<Sample> samples(Operation operation) {
        List<Sample> all =
                switch (operation) {
                    case FORWARD -> forward();
                    case LORA_STEP, TRAINING_STEP -> steps(operation);
                    case DECODE_1, DECODE_16, DECODE_64 -> decode(operation.promptLengths());
                };
        return all.subList(WARM_UP, all.size());
    }

    private List<Sample> forward() {
        var scorer = new SequenceScorer(decoder, () -> false);
        List<TokenizedExample> rows = noise().rows(model.rows(), model.length());
        return timed(() -> scorer.negativeLogLikelihoods(rows));
    }

    private List<Sample> decode(int[] promptLengths) {
        var generator = new Generator(decoder, () -> false);
        List<int[]> prompts = noise().prompts(promptLengths);
        return timed(() -> generator.generate(prompts, Operation.NEW_TOKENS, List.of(), (indices, texts) -> {}));
    }

    private List<Sample> steps(Operation operation) {
        var found = new Sampling();
        var monitor = new TrainingMonitor() {
            @Override
            public void step(StepReport report, long done, long total) {
                found.add(report.seconds());
            }
        };
        try (var trained = new TrainedModel(decoder, operation.trainable(model), seed)) {
            BatchSource batches = BatchSource.inOrder(
                    Collections.nCopies(WARM_UP + samples, Batch.ofForget(noise().rows(model.rows(), model.length()))));
            var phase = Phase.of(operation.label(), batches, 1, LEARNING_RATE, batch -> batch.forget()
                    .nll()
                    .tokenMean());
            new Trainer(trained, monitor, () -> false).train(phase);
        }
        return found.samples;
    }

    private List<Sample> timed(Runnable work) {
        var found = new Sampling();
        for (int run = 0; run < WARM_UP + samples; run++) {
            long start = System.nanoTime();
            work.run();
            found.add((System.nanoTime() - start) / 1e9);
        }
        return found.samples;
    }

    /** Measures the peak between all runs: the speed of a machine that others use changes while an operation is measured. */
    private final class Sampling {

        private final List<Sample> samples = new ArrayList<>();
        private double peakBefore = peak.getAsDouble();

        void add(double seconds) {
            double peakAfter = peak.getAsDouble();
            samples.add(new Sample(seconds, Math.max(peakBefore, peakAfter)));
            peakBefore = peakAfter;
        }
    }

    private Noise noise() {
        return new Noise(model.config().vocabSize(), seed);
    }
}
