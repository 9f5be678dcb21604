package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** The trained tensors as a whole: kept, put back, multiplied and merged between phases. */
public interface TrainedWeights {

    /** What the trained tensors held at one time. Kept until the run ends. */
    interface State {}

    /** How tensors of the same shape, one of each state, become one. */
    @FunctionalInterface
    interface Merge {
        NDArray merge(List<NDArray> tensors);
    }

    /** Whether the trained tensors are the factors of a plain adapter. */
    boolean areFactors();

    /** Keeps what the trained tensors hold now. */
    State keep();

    /** Puts a state back bit by bit. */
    void restore(State state);

    /** L2 distance of the trained tensors from a state. */
    double distance(State state);

    /**
     * Multiplies what changed since a state: {@code w = from + factor * (w - from)}. An adapter's change is its product's.
     *
     * @param from with an adapter, its fresh start
     */
    void multiplyChange(State from, double factor);

    /**
     * Adds to a state what a merge makes of the changes since it. The changes are those of weights: an adapter's products,
     * whose merge has no low rank. It goes into the model's own weights, and the adapter does nothing.
     *
     * @param from with an adapter, its fresh start
     */
    void mergeChanges(State from, List<State> states, Merge merge);

    /** Takes what a merge makes of the tensors themselves: of an adapter the factors A and B apart. */
    void mergeTensors(List<State> states, Merge merge);
}
