package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Autograd;
import dev.lethe.harness.torch.HeadQuery;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Some rows' way through the head: forward to their quantities, and back from the objective's gradient. */
final class ForwardPass {

    private final TrainedModel model;
    private final PaddedRows rows;
    private final HiddenSource hidden;
    private final NDManager scope;
    private final Map<Positions, PaddedRows.Selected> selected = new EnumMap<>(Positions.class);

    ForwardPass(TrainedModel model, PaddedRows rows, HiddenSource hidden, NDManager scope) {
        this.model = model;
        this.rows = rows;
        this.hidden = hidden;
        this.scope = scope;
    }

    /** A quantity that the objective can be differentiated by. */
    PerToken quantity(Quantity quantity) {
        NDArray values = model.quantities(scope, hidden.values(), query(quantity.over(), List.of(quantity)));
        return perToken(Autograd.leaf(values.get(new NDIndex("0"))), quantity.over());
    }

    /** Negative log-likelihood of each answer token under the reference model: constants. */
    PerToken referenceNll() {
        return perToken(hidden.referenceNll(), Positions.LABELS);
    }

    /** Pulls the gradients of these quantities, which are those handed out, back to where the hidden states come from. */
    void backward(Map<Quantity, PerToken> quantities) {
        Map<Positions, List<Quantity>> byPositions =
                quantities.keySet().stream().collect(Collectors.groupingBy(Quantity::over));
        byPositions.entrySet().stream()
                .map(entry -> {
                    var upstream = new NDList();
                    entry.getValue()
                            .forEach(quantity -> upstream.add(Autograd.gradient(
                                    quantities.get(quantity).values().array(), scope)));
                    HeadQuery query = query(entry.getKey(), entry.getValue());
                    return model.headBackward(scope, hidden.values(), query, NDArrays.stack(upstream));
                })
                .reduce(NDArray::add)
                .ifPresent(hidden::backward);
    }

    private HeadQuery query(Positions over, List<Quantity> quantities) {
        boolean needsReference =
                quantities.stream().anyMatch(quantity -> quantity.kind().needsReference());
        return new HeadQuery(
                select(over).at(),
                select(over).labels(),
                scope.create(quantities.stream()
                        .mapToLong(quantity -> quantity.kind().code())
                        .toArray()),
                scope.create(quantities.stream().mapToDouble(Quantity::number).toArray()),
                needsReference ? hidden.reference() : HeadQuery.noReference(scope));
    }

    private PerToken perToken(NDArray values, Positions over) {
        return new PerToken(new Value(values), new Value(select(over).mask()));
    }

    private PaddedRows.Selected select(Positions over) {
        return selected.computeIfAbsent(over, rows::select);
    }
}
