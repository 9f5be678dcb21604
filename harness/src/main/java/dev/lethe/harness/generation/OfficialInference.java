package dev.lethe.harness.generation;

import dev.lethe.data.Document;
import dev.lethe.data.Row;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.TokenLimits;
import dev.lethe.harness.token.OfficialEncoding;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The inference of SemEval-2025 Task 4's {@code evaluate_generations.py}: greedy continuations of the input alone, at
 * most 256 new tokens, stopping at the end of text; the NLL of the expected output; the NLL of whole documents.
 */
public final class OfficialInference {

    /** New tokens of a generation, at most: the organisers' limit. */
    public static final int MAX_NEW_TOKENS = 256;

    private final Decoder decoder;
    private final Supplier<Network> network;
    private final Tokenizer tokenizer;
    private final OfficialEncoding encoding;
    private final BooleanSupplier cancelled;

    public OfficialInference(Decoder decoder, Tokenizer tokenizer, BooleanSupplier cancelled) {
        this(decoder, decoder::network, tokenizer, cancelled);
    }

    /** @param network of the decoder, adapters included; asked for with each batch */
    public OfficialInference(
            Decoder decoder, Supplier<Network> network, Tokenizer tokenizer, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.network = network;
        this.tokenizer = tokenizer;
        this.encoding = new OfficialEncoding(tokenizer);
        this.cancelled = cancelled;
    }

    /**
     * A row and what the model made of it.
     *
     * @param row the row
     * @param output the generated text, without special tokens
     * @param nll mean NLL of the expected output's tokens, in nats; NaN where there are none
     */
    public record Inferred(Row row, String output, double nll) {}

    /** Receives rows as they are finished, batch by batch. */
    @FunctionalInterface
    public interface Listener {
        void finished(List<Inferred> rows);
    }

    /** Continues and scores rows, in an order of its own. */
    public void infer(List<Row> rows, Listener listener) {
        infer(rows, 0, listener);
    }

    /**
     * Continues and scores what is left of rows.
     *
     * @param finished how many rows, from the first of that order on, are known; they come again only with others of
     *     their batch
     */
    public void infer(List<Row> rows, int finished, Listener listener) {
        List<int[]> prompts = rows.stream().map(encoding::prompt).toList();
        List<TokenizedExample> expected = rows.stream().map(encoding::nll).toList();
        TokenLimits limits = TokenLimits.of(decoder.config());
        for (int i = 0; i < rows.size(); i++) {
            limits.requireReadable("the input of row " + rows.get(i).id(), prompts.get(i));
            limits.requireScorable(expected.get(i));
        }
        var scorer = new SequenceScorer(decoder, network, cancelled);
        new Generator(decoder, network, cancelled)
                .generate(
                        prompts, finished, MAX_NEW_TOKENS, decoder.config().eosTokenIds(), (indices, continuations) -> {
                            List<Row> batch = indices.stream().map(rows::get).toList();
                            double[] nlls = scorer.meanTokenNlls(
                                    indices.stream().map(expected::get).toList());
                            var inferred = new ArrayList<Inferred>();
                            for (int i = 0; i < batch.size(); i++) {
                                inferred.add(
                                        new Inferred(batch.get(i), tokenizer.decode(continuations.get(i)), nlls[i]));
                            }
                            listener.finished(inferred);
                        });
    }

    /** Mean NLL of all tokens of each document but its first, in nats. */
    public double[] documentNlls(List<Document> documents) {
        List<TokenizedExample> encoded =
                documents.stream().map(encoding::document).toList();
        return new SequenceScorer(decoder, network, cancelled).meanTokenNlls(encoded);
    }
}
