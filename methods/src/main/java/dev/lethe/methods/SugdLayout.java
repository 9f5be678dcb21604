package dev.lethe.methods;

import dev.lethe.data.UserException;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import java.util.ArrayList;
import java.util.List;

/** The order in which SUGD sees rows: each forget row, then its retain rows, drawn cyclically. */
final class SugdLayout {

    /** A row and its set. */
    record Row(TokenizedExample row, boolean isForget) {}

    private final List<TokenizedExample> retain;
    private int cursor;

    private SugdLayout(List<TokenizedExample> retain) {
        this.retain = retain;
    }

    /** The chunks in file order; the cursor through the retain rows persists across them and wraps around. */
    static List<List<Row>> of(List<TokenizedExample> forget, List<TokenizedExample> retain, Sugd.Parameters p) {
        if (retain.isEmpty() && p.retainPerForget() > 0 && !forget.isEmpty()) {
            throw UserException.data("the retain set is empty; sugd with retainPerForget = " + p.retainPerForget()
                    + " needs retain rows");
        }
        var layout = new SugdLayout(retain);
        if (forget.isEmpty()) {
            return List.of();
        }
        return p.sequential()
                ? BatchSource.cut(forget, p.chunkSize()).stream()
                        .map(rows -> layout.chunk(rows, p.retainPerForget()))
                        .toList()
                : List.of(layout.everything(forget, p.retainPerForget()));
    }

    private List<Row> everything(List<TokenizedExample> forget, int retainPerForget) {
        int perForget = retain.size() / forget.size() * retainPerForget;
        List<Row> rows = chunk(forget, perForget);
        if (retainPerForget > 0) {
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
