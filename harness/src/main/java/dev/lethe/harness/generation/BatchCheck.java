package dev.lethe.harness.generation;

import dev.lethe.data.Row;
import dev.lethe.harness.evaluation.BatchAgreement;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.token.OfficialEncoding;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Dtype;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Continues and scores a few rows in one batch and one by one: what a model says of a row must not depend on what is
 * computed beside it. On the compute thread.
 */
public final class BatchCheck {

    /** Rows compared, at most. */
    static final int ROWS = 8;

    /** New tokens of each, at most: enough for the cache to be read and written, and for rows to end apart. */
    static final int NEW_TOKENS = 32;

    /** Of mean NLLs in float32, in nats. */
    static final double NLL_TOLERANCE = 1e-4;

    /** The same in types with fewer digits: a guess. */
    private static final double NLL_TOLERANCE_ROUNDED = 3e-2;

    private final Decoder decoder;
    private final BooleanSupplier cancelled;

    public BatchCheck(Decoder decoder, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.cancelled = cancelled;
    }

    /** Difference of mean NLLs up to which they count as equal, in nats. */
    public static double nllTolerance(Dtype computeType) {
        return computeType.bytes() < Dtype.FLOAT32.bytes() ? NLL_TOLERANCE_ROUNDED : NLL_TOLERANCE;
    }

    /** Compares a few of the rows: those of all lengths, so that there is padding. */
    public BatchAgreement compare(List<Row> rows, Tokenizer tokenizer) {
        var encoding = new OfficialEncoding(tokenizer);
        List<Row> few = spread(rows);
        List<int[]> prompts = few.stream().map(encoding::prompt).toList();
        List<TokenizedExample> outputs = few.stream().map(encoding::nll).toList();
        return compare(prompts, outputs);
    }

    BatchAgreement compare(List<int[]> prompts, List<TokenizedExample> outputs) {
        var generator = new Generator(decoder, cancelled);
        var scorer = new SequenceScorer(decoder, cancelled);
        List<Integer> ends = decoder.config().eosTokenIds();
        List<int[]> together = generator.continuations(prompts, NEW_TOKENS, ends);
        double[] nlls = scorer.meanTokenNlls(outputs);
        var alone = new ArrayList<int[]>();
        double largest = 0;
        for (int i = 0; i < prompts.size(); i++) {
            alone.addAll(generator.continuations(List.of(prompts.get(i)), NEW_TOKENS, ends));
            double nll = scorer.meanTokenNlls(List.of(outputs.get(i)))[0];
            largest = Math.max(largest, difference(nll, nlls[i]));
        }
        return BatchAgreement.of(
                prompts.size(),
                DecodeDifferences.gaps(decoder, prompts, together, alone),
                largest,
                DecodeDifferences.near(decoder.computeType()),
                nllTolerance(decoder.computeType()));
    }

    /**
     * How far two mean NLLs of a row are apart. Rows without a token to score have none in either way. Where only one of
     * the two is finite it is the largest number, for a record holds finite ones.
     */
    public static double difference(double a, double b) {
        if (Double.isNaN(a) && Double.isNaN(b)) {
            return 0;
        }
        double difference = Math.abs(a - b);
        return Double.isFinite(difference) ? difference : Double.MAX_VALUE;
    }

    /** Rows of all lengths, the shortest and the longest among them. */
    private static List<Row> spread(List<Row> rows) {
        List<Row> sorted = rows.stream()
                .sorted(Comparator.comparingInt(row -> row.input().length()))
                .toList();
        int count = Math.min(ROWS, sorted.size());
        return IntStream.range(0, count)
                .mapToObj(i -> sorted.get(count == 1 ? 0 : i * (sorted.size() - 1) / (count - 1)))
                .toList();
    }
}
