package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.HiddenStates;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.TrainedModel;

/** What one block of a model, and of its reference where it is asked for, makes of rows. */
final class ModelBlock implements BlockSource {

    private final TrainedModel model;
    private final int block;
    private final PaddedRows rows;
    private final NDManager scope;
    private final HiddenStates states;

    /** @param block counted from 0 */
    ModelBlock(TrainedModel model, int block, PaddedRows rows, NDManager scope) {
        this.model = model;
        this.block = block;
        this.rows = rows;
        this.scope = scope;
        this.states = model.forwardTo(block, scope, rows);
    }

    @Override
    public NDArray output() {
        return states.values();
    }

    @Override
    public NDArray reference() {
        return model.reference().blockOutput(block, rows, scope);
    }

    @Override
    public void backward(NDArray gradient) {
        model.backward(scope, states, gradient);
    }
}
