package dev.lethe.methods;

import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.GradientStep;
import dev.lethe.harness.training.Objective;

/** A step that only knows its number. */
final class StepAt implements GradientStep {

    long done;

    @Override
    public long done() {
        return done;
    }

    @Override
    public long total() {
        return Long.MAX_VALUE;
    }

    @Override
    public double rate() {
        throw new AssertionError("the rate of the schedule is not asked for");
    }

    @Override
    public double rateFactor() {
        return 1;
    }

    @Override
    public Gradient gradient(Objective objective, double maxNorm) {
        throw new AssertionError("no gradient is asked for");
    }

    @Override
    public double[] lossesAlong(Direction direction, double rate, double[] ratios, Objective loss, Batch batch) {
        throw new AssertionError("no look ahead is asked for");
    }

    @Override
    public double descend(Direction direction, double rate) {
        throw new AssertionError("no update is asked for");
    }
}
