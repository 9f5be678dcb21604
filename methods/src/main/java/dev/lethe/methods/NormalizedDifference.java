package dev.lethe.methods;

import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.GradientStep;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.StepRule;

/**
 * A step along {@code d = g_R / |g_R| - g_F / |g_F|}, with the gradients of TOK_MEAN over the retain and the forget rows
 * and global L2 norms. It goes with g_R and against g_F; its length is at most 2, and it is not clipped. A gradient of
 * length 0 is left out.
 */
final class NormalizedDifference implements StepRule {

    static final Objective RETAIN_LOSS = batch -> batch.retain().nll().tokenMean();
    static final Objective FORGET_LOSS = batch -> batch.forget().nll().tokenMean();

    private final RateControl control;
    private final double maxBatchNorm;

    /**
     * @param control of the learning rate
     * @param maxBatchNorm limit on the norm of each micro-batch's gradient; 0 = none
     */
    NormalizedDifference(RateControl control, double maxBatchNorm) {
        this.control = control;
        this.maxBatchNorm = maxBatchNorm;
    }

    @Override
    public Outcome step(GradientStep step) {
        Gradient retain = step.gradient(RETAIN_LOSS, maxBatchNorm);
        Gradient forget = step.gradient(FORGET_LOSS, maxBatchNorm);
        double loss = retain.loss() - forget.loss();
        Direction direction = direction(retain, forget);
        if (direction.equals(Direction.NONE)) {
            return new Outcome(loss, 0, 0);
        }
        double rate = control.rate(step, direction, retain);
        return new Outcome(loss, rate, step.descend(direction, rate));
    }

    static Direction direction(Gradient retain, Gradient forget) {
        Direction direction = Direction.NONE;
        if (retain.norm() != 0) {
            direction = direction.plus(1 / retain.norm(), retain);
        }
        return forget.norm() == 0 ? direction : direction.plus(-1 / forget.norm(), forget);
    }
}
