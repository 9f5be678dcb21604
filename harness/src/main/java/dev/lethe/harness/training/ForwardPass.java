package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.lethe.harness.model.HiddenStates;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Autograd;
import java.util.List;
import java.util.Map;

/** Some rows' way through the model: forward to their quantities, and back from the objective's gradient. */
final class ForwardPass {

    private final TrainedModel model;
    private final NDManager scope;
    private final PaddedRows rows;
    private final HiddenStates hidden;

    ForwardPass(TrainedModel model, List<TokenizedExample> rows, NDManager scope) {
        this.model = model;
        this.scope = scope;
        this.rows = PaddedRows.of(rows, scope);
        this.hidden = model.forward(scope, this.rows.ids(), this.rows.real());
    }

    PerToken quantity(PerToken.Kind kind) {
        NDArray values = model.quantities(scope, hidden, rows.labels(), codes(kind));
        return new PerToken(Autograd.leaf(values.get(new NDIndex("0"))), rows.scored());
    }

    /** Adds the gradients by the trained tensors to the model's buffers; the quantities are those handed out. */
    void backward(Map<PerToken.Kind, PerToken> quantities) {
        var upstream = new NDList();
        quantities.values().forEach(quantity -> upstream.add(Autograd.gradient(quantity.values(), scope)));
        NDArray codes = codes(quantities.keySet().toArray(PerToken.Kind[]::new));
        model.backward(scope, hidden, rows.labels(), codes, NDArrays.stack(upstream));
    }

    private NDArray codes(PerToken.Kind... kinds) {
        long[] codes = new long[kinds.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = kinds[i].code();
        }
        return scope.create(codes);
    }
}
