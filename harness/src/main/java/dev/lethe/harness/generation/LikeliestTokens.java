package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.token.TokenizedExample;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Which tokens of given sequences a model would have chosen itself, greedily, had it been given all tokens before them.
 * In batches of like length, on the compute thread.
 */
public final class LikeliestTokens {

    private final Decoder decoder;
    private final BooleanSupplier cancelled;
    private final Halving halving;

    public LikeliestTokens(Decoder decoder, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.cancelled = cancelled;
        this.halving = new Halving(decoder.compute(), "Reading");
    }

    /**
     * For each sequence, whether each of its scored tokens is the likeliest one.
     *
     * @param progress told how many sequences are done, batch by batch
     */
    public boolean[][] of(List<TokenizedExample> sequences, IntConsumer progress) {
        var chosen = new boolean[sequences.size()][];
        int done = 0;
        for (List<Integer> batch : LengthBatches.of(
                sequences.size(),
                i -> sequences.get(i).length(),
                SequenceScorer.tokenBudget(decoder),
                SequenceScorer.MAX_ROWS)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of sequences");
            }
            List<boolean[]> of = halving.results(
                    batch, part -> batch(part.stream().map(sequences::get).toList()));
            for (int i = 0; i < of.size(); i++) {
                chosen[batch.get(i)] = of.get(i);
            }
            done += of.size();
            progress.accept(done);
        }
        return chosen;
    }

    private List<boolean[]> batch(List<TokenizedExample> rows) {
        try (NDManager scope = decoder.newScope()) {
            PaddedRows padded = PaddedRows.predicting(rows, scope);
            PaddedRows.Selected labels = padded.select(Positions.LABELS);
            NDArray hidden = decoder.hidden(scope, decoder.network(), padded);
            float[] values = decoder.kernels()
                    .likeliest(scope, decoder.network(), hidden, labels.at(), labels.labels())
                    .toFloatArray();
            int length = values.length / rows.size();
            var chosen = new boolean[rows.size()][];
            for (int b = 0; b < chosen.length; b++) {
                int count = rows.get(b).labelCount();
                // Position t predicts token t + 1; labels are the last tokens of their row.
                int first = b * length + rows.get(b).length() - count - 1;
                chosen[b] = new boolean[count];
                for (int i = 0; i < count; i++) {
                    chosen[b][i] = values[first + i] == 1;
                }
            }
            return List.of(chosen);
        }
    }
}
