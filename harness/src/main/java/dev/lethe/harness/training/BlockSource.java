package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;

/** Where the output of one block comes from for some rows, and where its gradient goes. */
interface BlockSource {

    /** (B, T, D) in float32. */
    NDArray output();

    /** (B, T, D) in float32, under the reference model. */
    NDArray reference();

    /** Takes the gradient (B, T, D). */
    void backward(NDArray gradient);
}
