package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.token.TokenizedExample;
import java.util.Arrays;
import java.util.List;

/**
 * Texts as tensors, padded on the right, shifted: position t predicts the token after it (B rows, T positions).
 *
 * @param ids (B, T) int64: all tokens but the last, 0 on padding
 * @param real (B, T) boolean: false on padding
 * @param labels (B, T) int64: the token to predict, {@link #IGNORED} on prompt and padding
 * @param scored (B, T) float32: 1 where a label is
 */
public record PaddedRows(NDArray ids, NDArray real, NDArray labels, NDArray scored) {

    /** The label of positions that no loss counts. */
    public static final int IGNORED = -100;

    /** @param scope owner of the tensors */
    public static PaddedRows of(List<TokenizedExample> rows, NDManager scope) {
        int length = Math.max(
                1, rows.stream().mapToInt(TokenizedExample::length).max().orElseThrow() - 1);
        long[] ids = new long[rows.size() * length];
        boolean[] real = new boolean[ids.length];
        long[] labels = new long[ids.length];
        float[] scored = new float[ids.length];
        Arrays.fill(labels, IGNORED);
        for (int b = 0; b < rows.size(); b++) {
            int[] tokens = rows.get(b).ids();
            int answerStart = rows.get(b).answerStart();
            for (int t = 0; t + 1 < tokens.length; t++) {
                ids[b * length + t] = tokens[t];
                real[b * length + t] = true;
                if (t + 1 >= answerStart) {
                    labels[b * length + t] = tokens[t + 1];
                    scored[b * length + t] = 1;
                }
            }
        }
        var shape = new Shape(rows.size(), length);
        return new PaddedRows(
                scope.create(ids, shape),
                scope.create(real, shape),
                scope.create(labels, shape),
                scope.create(scored, shape));
    }
}
