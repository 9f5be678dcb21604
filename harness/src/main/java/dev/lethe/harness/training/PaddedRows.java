package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.token.TokenizedExample;
import java.util.Arrays;
import java.util.List;

/**
 * Rows as tensors, padded on the right, shifted: position t predicts the token after it (B rows, T positions).
 *
 * @param ids (B, T) int64: all tokens but the last
 * @param labels (B, T) int64: the token to predict, {@link #IGNORED} on prompt and padding
 * @param scored (B, T) float32: 1 where a label is
 */
public record PaddedRows(NDArray ids, NDArray labels, NDArray scored) {

    /** The label of positions that no loss counts. */
    public static final int IGNORED = -100;

    /** @param scope owner of the tensors */
    public static PaddedRows of(List<TokenizedExample> rows, NDManager scope) {
        int length = rows.stream().mapToInt(row -> row.ids().length).max().orElseThrow() - 1;
        long[] ids = new long[rows.size() * length];
        long[] labels = new long[ids.length];
        float[] scored = new float[ids.length];
        Arrays.fill(labels, IGNORED);
        for (int b = 0; b < rows.size(); b++) {
            TokenizedExample row = rows.get(b);
            for (int t = 0; t + 1 < row.ids().length; t++) {
                ids[b * length + t] = row.ids()[t];
                if (t + 1 >= row.answerStart()) {
                    labels[b * length + t] = row.ids()[t + 1];
                    scored[b * length + t] = 1;
                }
            }
        }
        var shape = new Shape(rows.size(), length);
        return new PaddedRows(scope.create(ids, shape), scope.create(labels, shape), scope.create(scored, shape));
    }
}
