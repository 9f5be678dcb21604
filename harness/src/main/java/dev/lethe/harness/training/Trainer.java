package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Autograd;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Runs phases on a model: forward, objective, backward, clip, step. All on the compute thread. */
public final class Trainer {

    /** Policy on non-finite steps: the first is skipped, the second in a row halves the rate, the third ends it. */
    private static final int LAST_NON_FINITE = 3;

    private final TrainedModel model;
    private final TrainingMonitor monitor;
    private final BooleanSupplier cancelled;
    private long steps;

    public Trainer(TrainedModel model, TrainingMonitor monitor, BooleanSupplier cancelled) {
        this.model = model;
        this.monitor = monitor;
        this.cancelled = cancelled;
    }

    /** Trains one phase from a fresh optimizer state. */
    public void train(Phase phase) {
        try (NDManager phaseScope = model.newScope()) {
            var optimizer = new Optimizer(model, phase.optimizer(), phaseScope);
            double rateFactor = 1;
            int nonFinite = 0;
            long done = 0;
            for (int epoch = 0; epoch < phase.epochs(); epoch++) {
                List<Batch> batches = phase.batches().epoch(epoch);
                long total = (long) batches.size() * phase.epochs();
                if (epoch == 0) {
                    monitor.begin(phase.name(), total);
                }
                for (Batch batch : batches) {
                    if (cancelled.getAsBoolean()) {
                        throw new CancellationException("cancelled in " + phase.name() + " after step " + steps);
                    }
                    double rate =
                            phase.optimizer().learningRate() * phase.schedule().factor(done, total) * rateFactor;
                    StepReport report = step(phase, optimizer, batch, rate);
                    nonFinite = isFinite(report) ? 0 : nonFinite + 1;
                    if (nonFinite == LAST_NON_FINITE) {
                        throw new NonFiniteLossException(report);
                    }
                    if (nonFinite == LAST_NON_FINITE - 1) {
                        rateFactor /= 2;
                    }
                    done++;
                    monitor.step(report, done, total);
                }
            }
            monitor.end();
        }
    }

    private StepReport step(Phase phase, Optimizer optimizer, Batch batch, double rate) {
        long start = System.nanoTime();
        try (NDManager scope = model.newScope()) {
            var training = new TrainingBatch(model, batch, scope);
            NDArray loss = Autograd.differentiate(() -> phase.objective().loss(training));
            double value = loss.getFloat();
            double norm = Double.NaN;
            if (Double.isFinite(value)) {
                training.backward();
                norm = optimizer.step(scope, rate, phase.maxGradNorm());
            }
            steps++;
            return new StepReport(
                    steps, phase.name(), value, training.terms(), rate, norm, (System.nanoTime() - start) / 1e9);
        }
    }

    private static boolean isFinite(StepReport report) {
        return Double.isFinite(report.loss()) && Double.isFinite(report.gradientNorm());
    }
}
