package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A batch as an objective sees it. Forward passes run when a quantity is first asked for. */
public final class TrainingBatch {

    private final TrainedModel model;
    private final NDManager scope;
    private final List<BatchPart> parts = new ArrayList<>();
    private final Batch batch;

    private @Nullable BatchPart forget;
    private @Nullable BatchPart retain;

    TrainingBatch(TrainedModel model, Batch batch, NDManager scope) {
        this.model = model;
        this.batch = batch;
        this.scope = scope;
    }

    /** Number of rows of both sets. */
    public int size() {
        return batch.size();
    }

    /** The forget rows; an error where there are none. */
    public BatchPart forget() {
        if (forget == null) {
            forget = part(batch.forget(), "forget");
        }
        return forget;
    }

    /** The retain rows; an error where there are none. */
    public BatchPart retain() {
        if (retain == null) {
            retain = part(batch.retain(), "retain");
        }
        return retain;
    }

    public boolean hasForget() {
        return !batch.forget().isEmpty();
    }

    public boolean hasRetain() {
        return !batch.retain().isEmpty();
    }

    private BatchPart part(List<TokenizedExample> rows, String set) {
        if (rows.isEmpty()) {
            throw new IllegalStateException("this batch has no " + set + " rows");
        }
        var part = new BatchPart(model, PaddedRows.of(rows, scope), scope);
        parts.add(part);
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
        parts.forEach(BatchPart::backward);
    }
}
