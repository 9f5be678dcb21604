package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;

/** Which optimizer steps, and how. */
public sealed interface OptimizerSettings permits AdamW, Sgd {

    /** The step size before the schedule. */
    double learningRate();

    /**
     * A fresh state for the trained tensors of a model.
     *
     * @param scope owner of the state
     */
    UpdateRule start(TrainedModel model, NDManager scope);
}
