package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.model.Decoder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Log-likelihoods of given sequences, in batches of like length. Used on the compute thread. */
public final class SequenceScorer {

    /** Padded tokens in a batch. */
    private static final int TOKEN_BUDGET = 8_192;

    private static final int MAX_ROWS = 64;
    private static final int IGNORED = -100;

    private final Decoder decoder;
    private final BooleanSupplier cancelled;

    public SequenceScorer(Decoder decoder, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.cancelled = cancelled;
    }

    /**
     * A sequence and the part of it that is scored.
     *
     * @param ids the tokens
     * @param scoredFrom index of the first token that counts; token 0 is never predicted and so never counts
     */
    public record Sequence(int[] ids, int scoredFrom) {

        /** Number of tokens that count. */
        public int scored() {
            return Math.max(0, ids.length - Math.max(1, scoredFrom));
        }
    }

    /** Sum of the negative log-likelihoods of each sequence's scored tokens, in nats; 0 where none is scored. */
    public double[] negativeLogLikelihoods(List<Sequence> sequences) {
        double[] sums = new double[sequences.size()];
        for (List<Integer> batch : LengthBatches.of(
                sequences.size(), i -> sequences.get(i).ids().length, TOKEN_BUDGET, MAX_ROWS)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of sequences");
            }
            double[] of = batch(batch.stream().map(sequences::get).toList());
            for (int i = 0; i < of.length; i++) {
                sums[batch.get(i)] = of[i];
            }
        }
        return sums;
    }

    /** Mean negative log-likelihood of each sequence's scored tokens, in nats; NaN where none is scored. */
    public double[] meanTokenNlls(List<Sequence> sequences) {
        double[] means = negativeLogLikelihoods(sequences);
        for (int i = 0; i < means.length; i++) {
            means[i] /= sequences.get(i).scored();
        }
        return means;
    }

    private double[] batch(List<Sequence> rows) {
        int length = Math.max(
                1, rows.stream().mapToInt(row -> row.ids().length).max().orElseThrow() - 1);
        long[] ids = new long[rows.size() * length];
        long[] labels = new long[ids.length];
        Arrays.fill(labels, IGNORED);
        for (int b = 0; b < rows.size(); b++) {
            Sequence row = rows.get(b);
            for (int t = 0; t + 1 < row.ids().length; t++) {
                ids[b * length + t] = row.ids()[t];
                if (t + 1 >= row.scoredFrom()) {
                    labels[b * length + t] = row.ids()[t + 1];
                }
            }
        }
        try (NDManager scope = decoder.newScope()) {
            var shape = new Shape(rows.size(), length);
            NDArray none = scope.create(new Shape(0), DataType.BOOLEAN);
            NDArray hidden =
                    decoder.kernels().hidden(scope, decoder.network(), scope.create(ids, shape), none, false);
            NDArray nll = decoder.kernels()
                    .quantities(scope, decoder.network(), hidden, scope.create(labels, shape), scope.create(new long[1]));
            float[] values = nll.get(new NDIndex("0")).toFloatArray();
            double[] sums = new double[rows.size()];
            for (int i = 0; i < values.length; i++) {
                sums[i / length] += values[i];
            }
            return sums;
        }
    }
}
