package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** How gradients move the trained tensors, with the state that this needs. */
@FunctionalInterface
public interface UpdateRule {

    /**
     * Moves the trained tensors in place. What the gradient buffers hold afterwards is not defined.
     *
     * @param rate the learning rate of this step
     */
    void apply(NDManager scope, double rate);

    /** The tensors that it keeps from step to step, beside the weights. */
    default List<NDArray> state() {
        return List.of();
    }
}
