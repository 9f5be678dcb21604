package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;

/** What a phase minimizes: a formula over the per-token quantities of one batch. */
@FunctionalInterface
public interface Objective {

    /**
     * The loss of a batch: one number. Built from {@link PerToken} quantities with {@link NDArray} operations, which
     * are differentiated; {@code NDArray.stopGradient()} stops a gradient. With several replicas it is called on all
     * their threads at once, each with a batch of its own.
     */
    NDArray loss(TrainingBatch batch);
}
