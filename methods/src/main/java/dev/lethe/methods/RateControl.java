package dev.lethe.methods;

import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.GradientStep;

/** Which learning rate a step of normalized difference has. Holds the state of one phase. */
@FunctionalInterface
interface RateControl {

    /** The rate of this step along its direction, given the gradient of the retain loss. */
    double rate(GradientStep step, Direction direction, Gradient retain);
}
