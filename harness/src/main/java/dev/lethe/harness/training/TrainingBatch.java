package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A batch as an objective sees it. Forward passes run when a quantity is first asked for. */
public final class TrainingBatch {

    private final int size;
    private final @Nullable BatchPart forget;
    private final @Nullable BatchPart retain;

    TrainingBatch(TrainedModel model, Batch batch, NDManager scope) {
        this(batch.size(), part(model, batch.forget(), scope), part(model, batch.retain(), scope));
    }

    private TrainingBatch(int size, @Nullable BatchPart forget, @Nullable BatchPart retain) {
        this.size = size;
        this.forget = forget;
        this.retain = retain;
    }

    /**
     * A batch whose quantities are given instead of computed, to check an objective against numbers worked out by hand.
     *
     * @param forget quantities (B, T) of the forget rows; empty: there are none
     * @param retain likewise of the retain rows
     */
    public static TrainingBatch given(Map<PerToken.Kind, PerToken> forget, Map<PerToken.Kind, PerToken> retain) {
        return new TrainingBatch(
                rows(forget) + rows(retain),
                forget.isEmpty() ? null : new BatchPart(forget),
                retain.isEmpty() ? null : new BatchPart(retain));
    }

    private static @Nullable BatchPart part(TrainedModel model, List<TokenizedExample> rows, NDManager scope) {
        return rows.isEmpty() ? null : new BatchPart(model, rows, scope);
    }

    private static int rows(Map<PerToken.Kind, PerToken> quantities) {
        return quantities.values().stream()
                .mapToInt(
                        quantity -> Math.toIntExact(quantity.values().getShape().get(0)))
                .max()
                .orElse(0);
    }

    /** Number of rows of both sets. */
    public int size() {
        return size;
    }

    /** The forget rows; an error where there are none. */
    public BatchPart forget() {
        return present(forget, "forget");
    }

    /** The retain rows; an error where there are none. */
    public BatchPart retain() {
        return present(retain, "retain");
    }

    public boolean hasForget() {
        return forget != null;
    }

    public boolean hasRetain() {
        return retain != null;
    }

    private static BatchPart present(@Nullable BatchPart part, String set) {
        if (part == null) {
            throw new IllegalStateException("this batch has no " + set + " rows");
        }
        return part;
    }

    /** Mean NLL per token of each set that the objective looked at. */
    SortedMap<String, Double> terms() {
        var terms = new TreeMap<String, Double>();
        if (forget != null) {
            forget.meanTokenNll().ifPresent(mean -> terms.put("forget", mean));
        }
        if (retain != null) {
            retain.meanTokenNll().ifPresent(mean -> terms.put("retain", mean));
        }
        return terms;
    }

    void backward() {
        if (forget != null) {
            forget.backward();
        }
        if (retain != null) {
            retain.backward();
        }
    }
}
