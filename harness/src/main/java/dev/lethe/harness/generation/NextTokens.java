package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.TokenLimits;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Kernels;
import dev.lethe.harness.torch.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** What a model says of the token after each of several texts, in batches of like length. On the compute thread. */
final class NextTokens {

    private final Decoder decoder;
    private final BooleanSupplier cancelled;
    private final int tokenBudget;
    private final Halving halving;

    NextTokens(Decoder decoder, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.cancelled = cancelled;
        this.tokenBudget = SequenceScorer.tokenBudget(decoder);
        this.halving = new Halving(decoder.compute(), "Scoring of questions");
    }

    /** A kernel that gives a number (B, V) for every token that may follow position {@code last} (B) of each row. */
    @FunctionalInterface
    interface Kernel {
        NDArray call(Kernels kernels, NDManager scope, Network network, NDArray hidden, NDArray last);
    }

    /** The kernel's numbers (text, candidate) of each text's candidates, after one pass of the text. */
    double[][] values(List<int[]> texts, int[][] candidates, Kernel kernel) {
        try (var nothing = new SharedPrefix(decoder)) {
            return values(nothing, texts, candidates, kernel);
        }
    }

    /** The same for texts that all begin with the prefix and go on after it. */
    double[][] values(SharedPrefix prefix, List<int[]> texts, int[][] candidates, Kernel kernel) {
        TokenLimits limits = TokenLimits.of(decoder.config());
        for (int[] of : candidates) {
            limits.requireKnown("an option", of);
        }
        var values = new double[texts.size()][];
        for (List<Integer> batch : batches(prefix, texts)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of questions");
            }
            List<double[]> of = halving.results(batch, part -> values(prefix, part, texts, candidates, kernel));
            for (int b = 0; b < batch.size(); b++) {
                values[batch.get(b)] = of.get(b);
            }
        }
        return values;
    }

    /** Texts that are computed together, by their indices. */
    List<List<Integer>> batches(SharedPrefix prefix, List<int[]> texts) {
        return LengthBatches.of(
                texts.size(), i -> prefix.weight(texts.get(i).length), tokenBudget, SequenceScorer.MAX_ROWS);
    }

    private List<double[]> values(
            SharedPrefix prefix, List<Integer> batch, List<int[]> texts, int[][] candidates, Kernel kernel) {
        try (NDManager scope = decoder.newScope()) {
            List<TokenizedExample> rows = batch.stream()
                    .map(i -> Arrays.copyOfRange(texts.get(i), prefix.length(), texts.get(i).length + 1))
                    // The last token of a row is only predicted, never read: here it is a stand-in.
                    .map(ids -> new TokenizedExample("text", ids, ids.length))
                    .toList();
            NDArray last = scope.create(
                    rows.stream().mapToLong(row -> row.length() - 2L).toArray());
            NDArray hidden = prefix.hidden(scope, PaddedRows.predicting(rows, scope));
            float[] all = kernel.call(decoder.kernels(), scope, decoder.network(), hidden, last)
                    .toFloatArray();
            int vocabulary = decoder.config().vocabSize();
            var values = new ArrayList<double[]>();
            for (int b = 0; b < batch.size(); b++) {
                int row = b * vocabulary;
                values.add(Arrays.stream(candidates[batch.get(b)])
                        .mapToDouble(candidate -> all[row + candidate])
                        .toArray());
            }
            return values;
        }
    }
}
