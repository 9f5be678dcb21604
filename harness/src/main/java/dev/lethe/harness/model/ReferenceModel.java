package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.HeadQuery;
import dev.lethe.harness.torch.Network;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as it was before training, frozen, run without adapters. It shares every tensor that training leaves alone and
 * holds copies of the others: nothing beside an adapter, k blocks where the last k are trained, else all weights, in the
 * float32 in which they are trained. Valid as long as the shared tensors are: until an adapter is merged.
 */
public final class ReferenceModel {

    private final Decoder decoder;
    private final Network network;
    private final Map<TokenizedExample, float[]> losses = new HashMap<>();

    /**
     * @param trained the tensors of the decoder that will change
     * @param owner of their copies
     */
    ReferenceModel(Decoder decoder, List<NDArray> trained, NDManager owner) {
        this.decoder = decoder;
        var copies = new IdentityHashMap<NDArray, NDArray>();
        trained.forEach(tensor -> copies.put(tensor, decoder.kernels().storage().copied(owner, tensor)));
        Network current = decoder.network();
        List<NDArray> weights = current.weights().stream()
                .map(tensor -> copies.getOrDefault(tensor, tensor))
                .toList();
        this.network = new Network(weights, current.adapters(), current.dropout(), current.frequencies());
    }

    /** Hidden states (B, T, D) with the head and its bias, for {@link HeadQuery#reference()}. */
    public List<NDArray> states(PaddedRows rows, NDManager scope) {
        return List.of(
                decoder.hidden(scope, network, rows),
                alias(DecoderWeights.index(Slot.HEAD), scope),
                alias(DecoderWeights.index(Slot.HEAD_BIAS), scope));
    }

    /** Output (B, T, D) of a block, counted from 0. */
    public NDArray blockOutput(int block, PaddedRows rows, NDManager scope) {
        decoder.requireReadable(rows, 0);
        return decoder.kernels().blockOutput(scope, network, rows.ids(), rows.real(), rows.packed(), block + 1, false);
    }

    /** A second handle: a kernel does not take the same one twice, and the current model may share the tensor. */
    private NDArray alias(int index, NDManager scope) {
        NDArray alias = network.weights().get(index).stopGradient();
        alias.attach(scope);
        return alias;
    }

    /** Negative log-likelihood (B, T) at {@link Positions#LABELS}, 0 elsewhere; remembered row by row. */
    public NDArray nll(PaddedRows rows, NDManager scope) {
        if (!losses.keySet().containsAll(rows.rows())) {
            remember(rows, scope);
        }
        int length = Math.toIntExact(rows.ids().getShape().get(1));
        float[] values = new float[rows.rows().size() * length];
        for (int b = 0; b < rows.rows().size(); b++) {
            float[] row = losses.get(rows.rows().get(b));
            System.arraycopy(row, 0, values, b * length, row.length);
        }
        return scope.create(values, new Shape(rows.rows().size(), length));
    }

    private void remember(PaddedRows rows, NDManager scope) {
        PaddedRows.Selected labels = rows.select(Positions.LABELS);
        NDArray nll = decoder.kernels()
                .quantities(
                        scope,
                        network,
                        decoder.hidden(scope, network, rows),
                        HeadQuery.nll(labels.at(), labels.labels(), scope))
                .get(new NDIndex("0"));
        for (int b = 0; b < rows.rows().size(); b++) {
            TokenizedExample row = rows.rows().get(b);
            losses.put(row, nll.get(new NDIndex("{}, :{}", b, row.length() - 1)).toFloatArray());
        }
    }
}
