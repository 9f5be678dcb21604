package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Kernels;
import dev.lethe.harness.torch.Network;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** What a model says of the token after each of several texts, in batches of like length. On the compute thread. */
record NextTokens(Decoder decoder, BooleanSupplier cancelled) {

    /** A kernel that gives a number (B, V) for every token that may follow position {@code last} (B) of each row. */
    @FunctionalInterface
    interface Kernel {
        NDArray call(Kernels kernels, NDManager scope, Network network, NDArray hidden, NDArray last);
    }

    /** The kernel's numbers (text, candidate) of each text's candidates, after one pass of the text. */
    double[][] values(List<int[]> texts, int[][] candidates, Kernel kernel) {
        var values = new double[texts.size()][];
        for (List<Integer> batch : LengthBatches.of(
                texts.size(), i -> texts.get(i).length, SequenceScorer.TOKEN_BUDGET, SequenceScorer.MAX_ROWS)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of questions");
            }
            float[] all = batch(batch.stream().map(texts::get).toList(), kernel);
            int vocabulary = decoder.config().vocabSize();
            for (int b = 0; b < batch.size(); b++) {
                int row = b * vocabulary;
                values[batch.get(b)] = Arrays.stream(candidates[batch.get(b)])
                        .mapToDouble(candidate -> all[row + candidate])
                        .toArray();
            }
        }
        return values;
    }

    private float[] batch(List<int[]> texts, Kernel kernel) {
        try (NDManager scope = decoder.newScope()) {
            List<TokenizedExample> rows = texts.stream()
                    // The last token of a row is only predicted, never read: here it is a stand-in.
                    .map(text -> new TokenizedExample("text", Arrays.copyOf(text, text.length + 1), text.length + 1))
                    .toList();
            NDArray last = scope.create(
                    texts.stream().mapToLong(text -> text.length - 1L).toArray());
            NDArray hidden = decoder.hidden(scope, decoder.network(), PaddedRows.predicting(rows, scope));
            return kernel.call(decoder.kernels(), scope, decoder.network(), hidden, last)
                    .toFloatArray();
        }
    }
}
