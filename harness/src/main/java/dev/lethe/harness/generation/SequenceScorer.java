package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.estimate.BatchMemory;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.HeadQuery;
import dev.lethe.harness.torch.Network;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Log-likelihoods of given sequences, in batches of like length. Used on the compute thread. */
public final class SequenceScorer {

    /** Padded tokens in a batch, at most. */
    private static final int TOKEN_BUDGET = 8_192;

    /** Rows in a batch. */
    static final int MAX_ROWS = 64;

    private final Decoder decoder;
    private final Supplier<Network> network;
    private final BooleanSupplier cancelled;
    private final int tokenBudget;
    private final Halving halving;

    public SequenceScorer(Decoder decoder, BooleanSupplier cancelled) {
        this(decoder, decoder::network, cancelled);
    }

    /** @param network of the decoder, adapters included; asked for with each batch */
    public SequenceScorer(Decoder decoder, Supplier<Network> network, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.network = network;
        this.cancelled = cancelled;
        this.tokenBudget = tokenBudget(decoder);
        this.halving = new Halving(decoder.compute(), "Scoring");
    }

    /** Padded tokens that are scored together: fewer where memory is scarce. */
    static int tokenBudget(Decoder decoder) {
        return BatchMemory.on(decoder.compute()).scoredTokens(decoder.config(), decoder.computeType(), TOKEN_BUDGET);
    }

    /** Sum of the negative log-likelihoods of each sequence's scored tokens, in nats; 0 where none is scored. */
    public double[] negativeLogLikelihoods(List<TokenizedExample> sequences) {
        double[] sums = new double[sequences.size()];
        for (List<Integer> batch :
                LengthBatches.of(sequences.size(), i -> sequences.get(i).length(), tokenBudget, MAX_ROWS)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of sequences");
            }
            List<Double> of = halving.results(
                    batch, part -> sums(part.stream().map(sequences::get).toList()));
            for (int i = 0; i < of.size(); i++) {
                sums[batch.get(i)] = of.get(i);
            }
        }
        return sums;
    }

    /** Mean negative log-likelihood of each sequence's scored tokens, in nats; NaN where none is scored. */
    public double[] meanTokenNlls(List<TokenizedExample> sequences) {
        double[] means = negativeLogLikelihoods(sequences);
        for (int i = 0; i < means.length; i++) {
            means[i] /= sequences.get(i).labelCount();
        }
        return means;
    }

    private List<Double> sums(List<TokenizedExample> rows) {
        try (NDManager scope = decoder.newScope()) {
            PaddedRows padded = PaddedRows.predicting(rows, scope);
            PaddedRows.Selected labels = padded.select(Positions.LABELS);
            NDArray hidden = decoder.hidden(scope, network.get(), padded);
            NDArray nll = decoder.kernels()
                    .quantities(scope, network.get(), hidden, HeadQuery.nll(labels.at(), labels.labels(), scope));
            float[] values = nll.toFloatArray();
            int length = values.length / rows.size();
            double[] sums = new double[rows.size()];
            for (int i = 0; i < values.length; i++) {
                sums[i / length] += values[i];
            }
            return Arrays.stream(sums).boxed().toList();
        }
    }
}
