package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.HiddenStates;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.TrainedModel;
import java.util.List;

/** The hidden states that a model, and its reference where it is asked for, make of rows. */
final class ModelStates implements HiddenSource {

    private final TrainedModel model;
    private final PaddedRows rows;
    private final NDManager scope;
    private final HiddenStates states;
    private List<NDArray> reference = List.of();

    ModelStates(TrainedModel model, PaddedRows rows, NDManager scope) {
        this.model = model;
        this.rows = rows;
        this.scope = scope;
        this.states = model.forward(scope, rows);
    }

    @Override
    public NDArray values() {
        return states.values();
    }

    @Override
    public List<NDArray> reference() {
        if (reference.isEmpty()) {
            reference = model.reference().states(rows, scope);
        }
        return reference;
    }

    @Override
    public NDArray referenceNll() {
        return model.reference().nll(rows, scope);
    }

    @Override
    public void backward(NDArray gradient) {
        model.backward(scope, states, gradient);
    }
}
