package dev.lethe.harness.training;

/** The gradient of an objective over the batches of one step, averaged over micro-batches and replicas. */
public interface Gradient {

    /** The objective's value. */
    double loss();

    /** Global L2 norm over all trained tensors, in float32. */
    double norm();
}
