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
import java.util.function.BooleanSupplier;

/** The numbers of the membership attacks, for whole documents; all tokens but the first count. On the compute thread. */
public final class DocumentScorer {

    /** Share of the tokens that Min-K% and Min-K%++ look at. Their papers' choice. */
    private static final double LEAST_LIKELY = 0.2;

    private final Decoder decoder;
    private final OfficialEncoding encoding;
    private final BooleanSupplier cancelled;

    public DocumentScorer(Decoder decoder, Tokenizer tokenizer, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.encoding = new OfficialEncoding(tokenizer);
        this.cancelled = cancelled;
    }

    /** The documents' numbers, in their order. */
    public List<DocumentLoss> score(List<Document> documents, boolean member) {
        List<TokenizedExample> sequences =
                documents.stream().map(encoding::document).toList();
        TokenNumbers[] numbers = numbers(sequences);
        var losses = new ArrayList<DocumentLoss>();
        for (int i = 0; i < numbers.length; i++) {
            Document document = documents.get(i);
            losses.add(new DocumentLoss(
                    document.id(),
                    member,
                    numbers[i].meanNll(),
                    numbers[i].minK(),
                    numbers[i].minKPlusPlus(),
                    MembershipFormula.zlibBytes(document.text()),
                    null));
        }
        return losses;
    }

    /** The numbers of each sequence's scored tokens. */
    TokenNumbers[] numbers(List<TokenizedExample> sequences) {
        var numbers = new TokenNumbers[sequences.size()];
        for (List<Integer> batch : LengthBatches.of(
                sequences.size(),
                i -> sequences.get(i).length(),
                SequenceScorer.TOKEN_BUDGET,
                SequenceScorer.MAX_ROWS)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of documents");
            }
            List<TokenizedExample> rows = batch.stream().map(sequences::get).toList();
            float[] values = statistics(rows);
            int length = values.length / 2 / rows.size();
            for (int b = 0; b < rows.size(); b++) {
                // Documents are scored from their first label on, without a gap.
                int start = b * length;
                int end = start + rows.get(b).labelCount();
                int half = values.length / 2;
                numbers[batch.get(b)] = new TokenNumbers(
                        doubles(Arrays.copyOfRange(values, start, end)),
                        doubles(Arrays.copyOfRange(values, half + start, half + end)));
            }
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
