package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;

/** Turns the accumulated gradients of a model into steps of its trained tensors. */
public final class Optimizer {

    private final TrainedModel model;
    private final UpdateRule rule;

    /** @param scope owner of the state */
    public Optimizer(TrainedModel model, OptimizerSettings settings, NDManager scope) {
        this.model = model;
        this.rule = settings.start(model, scope);
    }

    /**
     * Clips the accumulated gradients, steps, and sets them to zero. Gradients that are not finite change nothing.
     *
     * @param rate the learning rate of this step
     * @param maxNorm limit on the global norm; 0 = none
     * @return the global L2 norm before clipping
     */
    public double step(NDManager scope, double rate, double maxNorm) {
        double norm = clip(scope, maxNorm);
        if (Double.isFinite(norm)) {
            rule.apply(scope, rate);
        }
        clear(scope);
        return norm;
    }

    /** Scales the gradients down to {@code maxNorm} where they exceed it (0: never); their global L2 norm before. */
    double clip(NDManager scope, double maxNorm) {
        return model.kernels().arithmetic().clip(scope, model.gradients(), maxNorm);
    }

    /** Steps with the gradients as they are, and sets them to zero. */
    void update(NDManager scope, double rate) {
        rule.apply(scope, rate);
        clear(scope);
    }

    /** See {@link LookAhead#losses}. */
    double[] lossesAlong(double rate, double[] ratios, Objective loss, Batch batch) {
        return new LookAhead(model, rule).losses(rate, ratios, loss, batch);
    }

    /** Sets the gradients to zero. */
    void clear(NDManager scope) {
        model.kernels().arithmetic().zero(scope, model.gradients());
    }
}
