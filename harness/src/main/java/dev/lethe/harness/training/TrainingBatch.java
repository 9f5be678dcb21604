package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Autograd;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A batch as an objective sees it. Forward passes run when a quantity is first asked for. */
public final class TrainingBatch {

    private final int size;
    private final Map<Role, BatchPart> parts;

    TrainingBatch(int size, Map<Role, BatchPart> parts) {
        this.size = size;
        this.parts = parts;
    }

    /** A batch on a model; its tensors belong to {@code scope}. */
    public static TrainingBatch of(TrainedModel model, Batch batch, NDManager scope) {
        Map<Role, BatchPart> parts = new EnumMap<>(Role.class);
        batch.parts().forEach((role, rows) -> parts.put(role, part(model, rows, batch.minimumLength(), scope)));
        return new TrainingBatch(batch.size(), parts);
    }

    private static BatchPart part(TrainedModel model, List<TokenizedExample> rows, int minimumLength, NDManager scope) {
        return new BatchPart(
                allTokens -> {
                    PaddedRows padded =
                            allTokens ? whole(model, rows, minimumLength, scope) : PaddedRows.predicting(rows, scope);
                    return new ForwardPass(model, padded, new ModelStates(model, padded, scope), scope);
                },
                block -> {
                    PaddedRows padded = whole(model, rows, minimumLength, scope);
                    return new BlockPass(padded, new ModelBlock(model, block, padded, scope), scope);
                });
    }

    private static PaddedRows whole(
            TrainedModel model, List<TokenizedExample> rows, int minimumLength, NDManager scope) {
        Integer pad = model.decoder().config().padTokenId();
        return PaddedRows.whole(rows, minimumLength, pad == null ? 0 : pad, scope);
    }

    /** Number of rows of all parts. */
    public int size() {
        return size;
    }

    /** The forget rows; an error where there are none. */
    public BatchPart forget() {
        return part(Role.FORGET);
    }

    /** The retain rows; an error where there are none. */
    public BatchPart retain() {
        return part(Role.RETAIN);
    }

    /** The forget prompts with other answers; an error where there are none. */
    public BatchPart alternative() {
        return part(Role.ALTERNATIVE);
    }

    public boolean hasForget() {
        return has(Role.FORGET);
    }

    public boolean hasRetain() {
        return has(Role.RETAIN);
    }

    public boolean has(Role role) {
        return parts.containsKey(role);
    }

    /** The rows of a role; an error where there are none. */
    public BatchPart part(Role role) {
        BatchPart part = parts.get(role);
        if (part == null) {
            throw new IllegalStateException("this batch has no " + role.label() + " rows");
        }
        return part;
    }

    /**
     * Evaluates an objective on this batch, and adds its gradient to the model's buffers if its value is finite.
     *
     * @param factor on the loss
     * @return the loss times the factor
     */
    public double accumulate(Objective objective, double factor) {
        NDArray loss =
                Autograd.differentiate(() -> objective.loss(this).mul(factor).array());
        double value = loss.toArray()[0].doubleValue();
        if (Double.isFinite(value)) {
            parts.values().forEach(BatchPart::backward);
        }
        return value;
    }

    /** Of each role that the objective looked at, mean NLL per token, mean distance of a block's output, or both. */
    SortedMap<String, Double> terms() {
        var terms = new TreeMap<String, Double>();
        parts.forEach((role, part) -> {
            part.meanTokenNll().ifPresent(mean -> terms.put(role.label(), mean));
            part.meanDistance().ifPresent(mean -> terms.put(role.label() + " distance", mean));
        });
        return terms;
    }
}
