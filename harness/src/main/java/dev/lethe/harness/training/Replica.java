package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;

/** A model on its device, with its optimizer, during one phase. All but {@link #start} runs on its compute thread. */
final class Replica implements AutoCloseable {

    private final TrainedModel model;
    private final NDManager phaseScope;
    private final Optimizer optimizer;

    Replica(TrainedModel model, OptimizerSettings settings) {
        this.model = model;
        this.phaseScope = model.newScope();
        this.optimizer = new Optimizer(model, settings, phaseScope);
    }

    /** Starts {@code work} on the compute thread of this replica. */
    <T> CompletableFuture<T> start(Callable<T> work) {
        return model.decoder().compute().start(work);
    }

    /** Adds the gradients of all micro-batches, times their factors, up to the first loss that is not finite. */
    LossSums backward(Objective objective, List<Batch> batches, ToDoubleFunction<Batch> factors) {
        var sums = new LossSums();
        for (Batch batch : batches) {
            double factor = factors.applyAsDouble(batch);
            if (factor != 0) {
                backward(objective, batch, factor, sums);
            }
            if (!Double.isFinite(sums.loss())) {
                break;
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
            model.kernels().add(scope, model.gradients(), other.model.gradients());
        }
    }

    void scaleGradients(double factor) {
        try (NDManager scope = model.newScope()) {
            model.kernels().scale(scope, model.gradients(), factor);
        }
    }

    /** Takes over another replica's gradients, which nothing may change meanwhile. */
    void assignGradients(Replica other) {
        try (NDManager scope = model.newScope()) {
            model.kernels().assign(scope, model.gradients(), other.model.gradients());
        }
    }

    /** Takes over another replica's trained tensors, which nothing may change meanwhile. */
    void assignTrained(Replica other) {
        try (NDManager scope = model.newScope()) {
            model.kernels().assign(scope, model.trained(), other.model.trained());
        }
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
