package dev.lethe.harness.training;

/** How the learning rate of a phase changes over its steps. */
public interface RateSchedule {

    /** The rate stays as it is. */
    RateSchedule CONSTANT = (done, total) -> 1;

    /** The factor on the learning rate, in [0, 1], of the step after {@code done} of {@code total} steps. */
    double factor(long done, long total);

    /** The same where each step takes the batches of several replicas, so that an epoch has fewer steps. */
    default RateSchedule over(int replicas) {
        return this;
    }
}
