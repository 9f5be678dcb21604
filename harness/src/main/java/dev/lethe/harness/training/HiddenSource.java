package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Where the hidden states of some rows come from, and where their gradient goes. */
interface HiddenSource {

    /** (B, T, D). */
    NDArray values();

    /** Hidden states (B, T, D), head and head bias of the reference model. */
    List<NDArray> reference();

    /** Negative log-likelihood (B, T) under the reference model. */
    NDArray referenceNll();

    /** Takes the gradient (B, T, D). */
    void backward(NDArray gradient);
}
