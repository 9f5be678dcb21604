package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.token.TokenizedExample;
import java.util.List;
import java.util.stream.IntStream;

/** Texts as tensors, padded on the right: position t predicts token t + 1 (B rows, T positions). */
public final class PaddedRows {

    /** The label of positions that no loss counts. */
    public static final int IGNORED = -100;

    /** Share of padding from which on leaving it out saves more than gathering the other positions costs. */
    private static final double LEAST_PADDING = 0.1;

    private final List<TokenizedExample> rows;
    private final int length;
    private final NDManager scope;
    private final NDArray ids;
    private final NDArray real;
    private final NDArray packed;

    private PaddedRows(List<TokenizedExample> rows, int length, int pad, boolean masked, NDManager scope) {
        this.rows = List.copyOf(rows);
        this.length = length;
        this.scope = scope;
        long[] tokens = new long[rows.size() * length];
        boolean[] isReal = new boolean[tokens.length];
        for (int b = 0; b < rows.size(); b++) {
            int[] row = rows.get(b).ids();
            for (int t = 0; t < length; t++) {
                tokens[b * length + t] = t < row.length ? row[t] : pad;
                isReal[b * length + t] = t < row.length;
            }
        }
        this.ids = scope.create(tokens, shape());
        this.real = masked ? scope.create(isReal, shape()) : scope.create(new Shape(0), DataType.BOOLEAN);
        this.packed = scope.create(masked ? new long[0] : packed(isReal));
    }

    private static long[] packed(boolean[] isReal) {
        long[] real = IntStream.range(0, isReal.length)
                .filter(i -> isReal[i])
                .asLongStream()
                .toArray();
        return isReal.length - real.length < isReal.length * LEAST_PADDING ? new long[0] : real;
    }

    /**
     * All tokens but the last, which predicts nothing: enough for {@link Positions#LABELS}. Much padding is not
     * computed; no token before it sees it.
     *
     * @param scope owner of the tensors
     */
    public static PaddedRows predicting(List<TokenizedExample> rows, NDManager scope) {
        return new PaddedRows(rows, Math.max(1, longest(rows) - 1), 0, false, scope);
    }

    /**
     * All tokens, padding masked as Hugging Face masks it: for every set of positions.
     *
     * @param minimumLength least number of positions; 0: as many as the longest row has
     * @param pad the id of padding
     * @param scope owner of the tensors
     */
    public static PaddedRows whole(List<TokenizedExample> rows, int minimumLength, int pad, NDManager scope) {
        return new PaddedRows(rows, Math.max(minimumLength, longest(rows)), pad, true, scope);
    }

    private static int longest(List<TokenizedExample> rows) {
        return rows.stream().mapToInt(TokenizedExample::length).max().orElseThrow();
    }

    private Shape shape() {
        return new Shape(rows.size(), length);
    }

    public List<TokenizedExample> rows() {
        return rows;
    }

    /** Number of positions (T). */
    int length() {
        return length;
    }

    /** (B, T) int64. */
    public NDArray ids() {
        return ids;
    }

    /** (B, T) boolean, false on padding; without elements where it is not masked. */
    public NDArray real() {
        return real;
    }

    /** (P) int64: the positions b * T + t to compute, in order; without elements: all. */
    public NDArray packed() {
        return packed;
    }

    /**
     * Some of the positions (n of them).
     *
     * @param at (n) int64: b * T + t, in order
     * @param labels (n) int64: the answer token that each predicts, {@link #IGNORED} where there is none
     * @param mask (B, T) float32: 1 on them, 0 elsewhere
     */
    public record Selected(NDArray at, NDArray labels, NDArray mask) {}

    /** The positions of a set. */
    public Selected select(Positions over) {
        int[] at = IntStream.range(0, rows.size() * length)
                .filter(i -> over.include(rows.get(i / length), i % length, length))
                .toArray();
        long[] labels = new long[at.length];
        float[] mask = new float[rows.size() * length];
        for (int i = 0; i < at.length; i++) {
            labels[i] = label(rows.get(at[i] / length), at[i] % length);
            mask[at[i]] = 1;
        }
        return new Selected(
                scope.create(IntStream.of(at).asLongStream().toArray()),
                scope.create(labels),
                scope.create(mask, shape()));
    }

    private int label(TokenizedExample row, int t) {
        return Positions.LABELS.include(row, t, length) ? row.id(t + 1) : IGNORED;
    }
}
