package dev.lethe.harness.training;

/** What a phase minimizes: a formula over the per-token quantities of one batch. */
@FunctionalInterface
public interface Objective {

    /**
     * The loss of a batch: one number. Built from {@link PerToken} quantities with the operations of {@link Value}, which
     * are differentiated. With several replicas it is called on all their threads at once, each with a batch of its
     * own.
     */
    Value loss(TrainingBatch batch);
}
