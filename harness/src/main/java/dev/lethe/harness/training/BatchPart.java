package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.lethe.harness.model.ForwardPass;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Autograd;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The forget or the retain rows of a batch: their quantities, and the way back from the objective's gradient. */
public final class BatchPart {

    private final TrainedModel model;
    private final PaddedRows rows;
    private final NDManager scope;
    private final ForwardPass pass;
    private final Map<PerToken.Kind, PerToken> quantities = new EnumMap<>(PerToken.Kind.class);

    BatchPart(TrainedModel model, PaddedRows rows, NDManager scope) {
        this.model = model;
        this.rows = rows;
        this.scope = scope;
        this.pass = model.forward(scope, rows.ids());
    }

    /** Negative log-likelihood of each answer token under the model being trained, in nats. */
    public PerToken nll() {
        return quantity(PerToken.Kind.NLL);
    }

    private PerToken quantity(PerToken.Kind kind) {
        return quantities.computeIfAbsent(kind, asked -> {
            NDArray values = model.quantities(scope, pass, rows.labels(), codes(asked));
            return new PerToken(Autograd.leaf(values.get(new NDIndex("0"))), rows.scored());
        });
    }

    private NDArray codes(PerToken.Kind... kinds) {
        long[] codes = new long[kinds.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = kinds[i].code();
        }
        return scope.create(codes);
    }

    OptionalDouble meanTokenNll() {
        PerToken nll = quantities.get(PerToken.Kind.NLL);
        return nll == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(nll.tokenMean().getFloat());
    }

    void backward() {
        if (quantities.isEmpty()) {
            return;
        }
        var upstream = new NDList();
        quantities.values().forEach(quantity -> upstream.add(Autograd.gradient(quantity.values(), scope)));
        NDArray codes = codes(quantities.keySet().toArray(PerToken.Kind[]::new));
        model.backward(scope, pass, rows.labels(), codes, NDArrays.stack(upstream));
    }
}
