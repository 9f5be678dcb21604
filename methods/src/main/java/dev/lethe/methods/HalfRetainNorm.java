package dev.lethe.methods;

import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.GradientStep;

/** JU-CSE-NLP's rate, half the norm of the retain gradient, renewed every few steps; why that is, {@link NgDiff} says. */
final class HalfRetainNorm implements RateControl {

    private final int every;
    /** Not a number until a gradient told it. */
    private double rate = Double.NaN;

    HalfRetainNorm(int every) {
        this.every = every;
    }

    @Override
    public double rate(GradientStep step, Direction direction, Gradient retain) {
        boolean due = step.done() % every == 0 || Double.isNaN(rate);
        if (due && Double.isFinite(retain.norm())) {
            rate = retain.norm() / 2;
        }
        return rate * step.rateFactor();
    }
}
