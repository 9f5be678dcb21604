package dev.lethe.methods;

import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.GradientStep;

/** JU-CSE-NLP's rate, half the norm of the retain gradient, renewed every few steps; why that is, {@link NgDiff} says. */
final class HalfRetainNorm implements RateControl {

    private final int every;
    private double rate;

    HalfRetainNorm(int every) {
        this.every = every;
    }

    @Override
    public double rate(GradientStep step, Direction direction, Gradient retain) {
        if (step.done() % every == 0) {
            rate = retain.norm() / 2;
        }
        return rate * step.rateFactor();
    }
}
