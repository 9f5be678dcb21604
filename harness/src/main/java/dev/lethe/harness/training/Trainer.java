package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Runs phases on a model, or on its replicas: forward, objective, backward, average, clip, step. Called on the compute
 * thread of the first replica, or on no compute thread.
 */
public final class Trainer {

    /**
     * Policy on non-finite steps: the first is skipped, the second in a row halves the rate for the rest of its phase, the
     * third ends the run. They are counted across phases.
     */
    private static final int LAST_NON_FINITE = 3;

    private final List<TrainedModel> models;
    private final TrainingMonitor monitor;
    private final BooleanSupplier cancelled;
    private long steps;
    private int nonFinite;

    public Trainer(TrainedModel model, TrainingMonitor monitor, BooleanSupplier cancelled) {
        this(List.of(model), monitor, cancelled);
    }

    /**
     * A trainer on several devices. The result is in each of the replicas.
     *
     * @param replicas of the same model, each with a compute thread of its own; the frozen weights are equal, the trained
     *     ones are taken over from the first at the start of a phase
     */
    public Trainer(List<TrainedModel> replicas, TrainingMonitor monitor, BooleanSupplier cancelled) {
        this.models = List.copyOf(replicas);
        this.monitor = monitor;
        this.cancelled = cancelled;
        long threads = models.stream()
                .map(model -> model.decoder().compute())
                .distinct()
                .count();
        if (models.isEmpty() || threads < models.size()) {
            throw new IllegalArgumentException(
                    models.size() + " replicas on " + threads + " compute threads; expected one for each");
        }
    }

    /** Trains one phase from a fresh optimizer state. */
    public void train(Phase phase) {
        run(phase, ReplicatedStep::descendObjective);
    }

    /** Trains one phase by a rule of its own, in place of the phase's objective and clip; see {@link Phase#composed}. */
    public void train(Phase phase, StepRule rule) {
        run(phase, rule::step);
    }

    /** Starts the adapter in place of its random start. Called before the first step. */
    public void initialize(FisherInitialization initialization) {
        monitor.begin("importance of weights", 1);
        TrainedModel first = models.get(0);
        first.decoder().compute().run(() -> initialization.apply(first, cancelled));
        for (TrainedModel other : models.subList(1, models.size())) {
            other.decoder().compute().run(() -> {
                try (NDManager scope = other.newScope()) {
                    other.kernels().arithmetic().assign(scope, other.trained(), first.trained());
                    other.anchorAdapter();
                }
            });
        }
        monitor.end();
    }

    /** The trained tensors as a whole, between phases. */
    public TrainedWeights weights() {
        return new ModelWeights(models.get(0));
    }

    private void run(Phase phase, Function<ReplicatedStep, StepRule.Outcome> stepper) {
        try (var replicas = new Replicas(models, phase.optimizer())) {
            double rateFactor = 1;
            long done = 0;
            for (int epoch = 0; epoch < phase.epochs(); epoch++) {
                List<StepBatches> epochSteps =
                        StepBatches.ofEpoch(phase.batches().epoch(epoch), models.size(), phase.accumulation());
                long total = (long) epochSteps.size() * phase.epochs();
                if (epoch == 0) {
                    monitor.begin(phase.name(), total);
                }
                for (StepBatches batches : epochSteps) {
                    if (cancelled.getAsBoolean()) {
                        throw new CancellationException("cancelled in " + phase.name() + " after step " + steps);
                    }
                    StepReport report =
                            step(phase, new ReplicatedStep(replicas, phase, batches, done, total, rateFactor), stepper);
                    nonFinite = isFinite(report) ? 0 : nonFinite + 1;
                    if (nonFinite == LAST_NON_FINITE) {
                        throw new NonFiniteLossException(report);
                    }
                    if (nonFinite == LAST_NON_FINITE - 1) {
                        rateFactor /= 2;
                    }
                    done++;
                    phase.afterStep().accept(report, epoch);
                    monitor.step(report, done, total);
                }
            }
            monitor.end();
        }
    }

    private StepReport step(Phase phase, ReplicatedStep step, Function<ReplicatedStep, StepRule.Outcome> stepper) {
        long start = System.nanoTime();
        StepRule.Outcome outcome = stepper.apply(step);
        steps++;
        return new StepReport(
                steps,
                phase.name(),
                outcome.loss(),
                step.terms(),
                outcome.learningRate(),
                outcome.norm(),
                (System.nanoTime() - start) / 1e9);
    }

    private static boolean isFinite(StepReport report) {
        return Double.isFinite(report.loss()) && Double.isFinite(report.gradientNorm());
    }
}
