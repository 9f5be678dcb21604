package dev.lethe.methods;

import dev.lethe.data.UserException;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The order in which SUGD sees rows: each forget row, then its retain rows, drawn cyclically or from a shuffled set. */
final class SugdLayout {

    /** A row and its set. */
    record Row(TokenizedExample row, boolean isForget) {}

    private final List<TokenizedExample> retain;
    private int cursor;

    private SugdLayout(List<TokenizedExample> retain) {
        this.retain = retain;
    }

    /** The chunks in file order; the cursor through the retain rows persists across them and wraps around. */
    static List<List<Row>> of(
            List<TokenizedExample> forget,
            List<TokenizedExample> retain,
            Sugd.Parameters p,
            Supplier<Random> retainOrder) {
        if (retain.isEmpty() && (p.retainPerForget() > 0 || !p.splitRetain()) && !forget.isEmpty()) {
            throw UserException.data("the retain set is empty; sugd with "
                    + (p.splitRetain() ? "retainPerForget = " + p.retainPerForget() : "splitRetain = false")
                    + " needs retain rows");
        }
        if (forget.isEmpty()) {
            return List.of();
        }
        List<List<TokenizedExample>> chunks = BatchSource.cut(forget, p.chunkSize());
        if (!p.splitRetain()) {
            Random random = retainOrder.get();
            return chunks.stream().map(rows -> withAll(rows, retain, random)).toList();
        }
        var layout = new SugdLayout(retain);
        return p.sequential()
                ? chunks.stream()
                        .map(rows -> layout.chunk(rows, p.retainPerForget()))
                        .toList()
                : List.of(layout.everything(forget, p.retainPerForget()));
    }

    /** How many retain rows a chunk of forget rows has. */
    static int retained(Sugd.Parameters p, int forgetRows, int retainRows) {
        if (!p.splitRetain()) {
            return retainRows;
        }
        return p.sequential() || p.retainPerForget() == 0
                ? forgetRows * p.retainPerForget()
                : Math.max(retainRows, retainRows / forgetRows * p.retainPerForget() * forgetRows);
    }

    private static List<Row> withAll(List<TokenizedExample> forget, List<TokenizedExample> retain, Random random) {
        var shuffled = new ArrayList<>(retain);
        Collections.shuffle(shuffled, random);
        return new SugdLayout(shuffled).everything(forget, 1);
    }

    /** {@code floor(|R| / |F|) * factor} retain rows after each forget row, and what is left of them last. */
    private List<Row> everything(List<TokenizedExample> forget, int factor) {
        int perForget = retain.size() / forget.size() * factor;
        List<Row> rows = chunk(forget, perForget);
        if (factor > 0) {
            for (int used = perForget * forget.size(); used < retain.size(); used++) {
                rows.add(next());
            }
        }
        return rows;
    }

    private List<Row> chunk(List<TokenizedExample> forget, int retainPerForget) {
        var rows = new ArrayList<Row>();
        for (TokenizedExample row : forget) {
            rows.add(new Row(row, true));
            for (int i = 0; i < retainPerForget; i++) {
                rows.add(next());
            }
        }
        return rows;
    }

    private Row next() {
        Row row = new Row(retain.get(cursor), false);
        cursor = (cursor + 1) % retain.size();
        return row;
    }

    static Batch batch(List<Row> rows) {
        return new Batch(of(rows, true), of(rows, false));
    }

    private static List<TokenizedExample> of(List<Row> rows, boolean isForget) {
        return rows.stream()
                .filter(row -> row.isForget() == isForget)
                .map(Row::row)
                .toList();
    }
}
