package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;

/** A model on its device, with its optimizer, during one phase. All but {@link #start} runs on its compute thread. */
final class Replica implements AutoCloseable {

    private final TrainedModel model;
    private final NDManager phaseScope;
    private final Optimizer optimizer;
    private final List<List<NDArray>> kept = new ArrayList<>();

    Replica(TrainedModel model, OptimizerSettings settings) {
        this.model = model;
        this.phaseScope = model.newScope();
        this.optimizer = new Optimizer(model, settings, phaseScope);
    }

    /** Starts {@code work} on the compute thread of this replica. */
    <T> CompletableFuture<T> start(Callable<T> work) {
        return model.decoder().compute().start(work);
    }

    /**
     * Adds the gradients of all micro-batches, times their factors, up to the first loss that is not finite.
     *
     * @param maxNorm limit on the norm of each micro-batch's gradient before its factor; 0 = none
     */
    LossSums backward(Objective objective, List<Batch> batches, ToDoubleFunction<Batch> factors, double maxNorm) {
        var sums = new LossSums();
        try (NDManager scope = model.newScope()) {
            TensorCopies before = maxNorm > 0 ? new TensorCopies(model.kernels(), model.gradients(), scope) : null;
            for (Batch batch : batches) {
                double factor = factors.applyAsDouble(batch);
                if (factor != 0) {
                    backward(objective, batch, factor, sums);
                }
                if (!Double.isFinite(sums.loss())) {
                    break;
                }
                if (before != null && factor != 0) {
                    // This micro-batch alone is clipped, then joins those before it.
                    optimizer.clip(scope, maxNorm * factor);
                    model.kernels().arithmetic().addScaled(scope, before.copies(), model.gradients(), 1);
                    optimizer.clear(scope);
                }
            }
            if (before != null) {
                before.restore(scope);
            }
        }
        return sums;
    }

    private void backward(Objective objective, Batch batch, double factor, LossSums sums) {
        try (NDManager scope = model.newScope()) {
            TrainingBatch training = TrainingBatch.of(model, batch, scope);
            double value = training.accumulate(objective, factor);
            sums.add(factor, value, training.terms());
        }
    }

    /** Adds another replica's gradients, which nothing may change meanwhile. */
    void addGradients(Replica other) {
        try (NDManager scope = model.newScope()) {
            model.kernels().arithmetic().add(scope, model.gradients(), other.model.gradients());
        }
    }

    void scaleGradients(double factor) {
        try (NDManager scope = model.newScope()) {
            model.kernels().arithmetic().scale(scope, model.gradients(), factor);
        }
    }

    /** Takes over another replica's gradients, which nothing may change meanwhile. */
    void assignGradients(Replica other) {
        try (NDManager scope = model.newScope()) {
            model.kernels().arithmetic().assign(scope, model.gradients(), other.model.gradients());
        }
    }

    /** Takes over another replica's trained tensors, which nothing may change meanwhile. */
    void assignTrained(Replica other) {
        try (NDManager scope = model.newScope()) {
            model.kernels().arithmetic().assign(scope, model.trained(), other.model.trained());
        }
    }

    /** Moves the gradients into a buffer, numbered from 0, which lasts for the phase; they are zero afterwards. */
    void keep(int buffer) {
        try (NDManager scope = model.newScope()) {
            if (buffer == kept.size()) {
                kept.add(new TensorCopies(model.kernels(), model.gradients(), phaseScope).copies());
            } else {
                model.kernels().arithmetic().assign(scope, kept.get(buffer), model.gradients());
            }
            optimizer.clear(scope);
        }
    }

    /** Adds what a buffer keeps, times a factor, to the gradients. */
    void addKept(int buffer, double factor) {
        try (NDManager scope = model.newScope()) {
            model.kernels().arithmetic().addScaled(scope, model.gradients(), kept.get(buffer), factor);
        }
    }

    /** See {@link LookAhead#losses}. */
    double[] lossesAlong(double rate, double[] ratios, Objective loss, Batch batch) {
        return optimizer.lossesAlong(rate, ratios, loss, batch);
    }

    /** See {@link Optimizer#clip}. */
    double clip(double maxNorm) {
        try (NDManager scope = model.newScope()) {
            return optimizer.clip(scope, maxNorm);
        }
    }

    /** See {@link Optimizer#update}. */
    void update(double rate) {
        try (NDManager scope = model.newScope()) {
            optimizer.update(scope, rate);
        }
    }

    /** Sets the gradients to zero. */
    void clear() {
        try (NDManager scope = model.newScope()) {
            optimizer.clear(scope);
        }
    }

    @Override
    public void close() {
        phaseScope.close();
    }
}
