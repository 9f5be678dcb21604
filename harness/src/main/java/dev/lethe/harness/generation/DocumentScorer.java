package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.data.Document;
import dev.lethe.harness.evaluation.DocumentLoss;
import dev.lethe.harness.evaluation.MembershipFormula;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.token.OfficialEncoding;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The numbers of the membership attacks, for whole documents; all tokens but the first count. On the compute thread. */
public final class DocumentScorer {

    /** Share of the tokens that Min-K% and Min-K%++ look at. Their papers' choice. */
    private static final double LEAST_LIKELY = 0.2;

    private final Decoder decoder;
    private final OfficialEncoding encoding;
    private final BooleanSupplier cancelled;
    private final Halving halving;

    public DocumentScorer(Decoder decoder, Tokenizer tokenizer, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.encoding = new OfficialEncoding(tokenizer);
        this.cancelled = cancelled;
        this.halving = new Halving(decoder.compute(), "Scoring of documents");
    }

    /**
     * Scores what is left of documents, in an order of its own.
     *
     * @param finished how many documents, from the first of that order on, are known
     * @param listener receives the others, batch by batch
     */
    public void score(List<Document> documents, boolean member, int finished, Consumer<List<DocumentLoss>> listener) {
        List<TokenizedExample> sequences =
                documents.stream().map(encoding::document).toList();
        numbers(sequences, finished, (indices, numbers) -> {
            var losses = new ArrayList<DocumentLoss>();
            for (int i = 0; i < numbers.size(); i++) {
                Document document = documents.get(indices.get(i));
                losses.add(new DocumentLoss(
                        document.id(),
                        member,
                        numbers.get(i).meanNll(),
                        numbers.get(i).minK(),
                        numbers.get(i).minKPlusPlus(),
                        MembershipFormula.zlibBytes(document.text()),
                        null));
            }
            listener.accept(losses);
        });
    }

    /** Gives the numbers of each sequence's scored tokens, by index, for all but the first {@code finished}. */
    void numbers(
            List<TokenizedExample> sequences, int finished, BiConsumer<List<Integer>, List<TokenNumbers>> listener) {
        List<List<Integer>> batches = LengthBatches.of(
                sequences.size(),
                i -> sequences.get(i).length(),
                SequenceScorer.tokenBudget(decoder),
                SequenceScorer.MAX_ROWS);
        for (LengthBatches.Batch batch : LengthBatches.after(finished, batches)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of documents");
            }
            List<TokenNumbers> numbers = halving.results(
                    batch.indices(),
                    part -> numbers(part.stream().map(sequences::get).toList()));
            listener.accept(batch.missing(), numbers.subList(batch.finished(), numbers.size()));
        }
    }

    private List<TokenNumbers> numbers(List<TokenizedExample> batch) {
        float[] values = statistics(batch);
        int half = values.length / 2;
        int length = half / batch.size();
        var numbers = new ArrayList<TokenNumbers>();
        for (int b = 0; b < batch.size(); b++) {
            // Documents are scored from their first label on, without a gap.
            int start = b * length;
            int end = start + batch.get(b).labelCount();
            numbers.add(new TokenNumbers(
                    doubles(Arrays.copyOfRange(values, start, end)),
                    doubles(Arrays.copyOfRange(values, half + start, half + end))));
        }
        return numbers;
    }

    private float[] statistics(List<TokenizedExample> rows) {
        try (NDManager scope = decoder.newScope()) {
            PaddedRows padded = PaddedRows.predicting(rows, scope);
            PaddedRows.Selected all = padded.select(Positions.LABELS);
            NDArray hidden = decoder.hidden(scope, decoder.network(), padded);
            return decoder.kernels()
                    .tokenStatistics(scope, decoder.network(), hidden, all.at(), all.labels())
                    .toFloatArray();
        }
    }

    private static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    /**
     * What is known of each token of a sequence.
     *
     * @param nlls negative log-likelihoods, in nats
     * @param standardized log-probabilities in standard deviations from their mean over the vocabulary
     */
    record TokenNumbers(double[] nlls, double[] standardized) {

        double meanNll() {
            return Arrays.stream(nlls).sum() / nlls.length;
        }

        double minK() {
            return smallestMean(Arrays.stream(nlls).map(nll -> -nll).toArray());
        }

        double minKPlusPlus() {
            return smallestMean(standardized);
        }

        /** The mean of the smallest fifth, at least one; NaN where there is no token. */
        private static double smallestMean(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int count = Math.max(1, (int) (sorted.length * LEAST_LIKELY));
            return Arrays.stream(sorted).limit(count).average().orElse(Double.NaN);
        }
    }
}
