package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.estimate.BatchMemory;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.TokenLimits;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.torch.Network;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Continuations of prompts, in batches of like length. Used on the compute thread. */
public final class Generator {

    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

    /** Padded tokens in a batch, prompt and new ones: keeps the cache of a small model within the processor's. */
    private static final int TOKEN_BUDGET = 32_768;

    private static final int MAX_ROWS = 64;

    private final Decoder decoder;
    private final Supplier<Network> network;
    private final BooleanSupplier cancelled;
    private final int tokenBudget;
    private final Halving halving;
    private final TokenLimits limits;
    private boolean warned;

    public Generator(Decoder decoder, BooleanSupplier cancelled) {
        this(decoder, decoder::network, cancelled);
    }

    /** @param network of the decoder, adapters included; asked for with each batch */
    public Generator(Decoder decoder, Supplier<Network> network, BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.network = network;
        this.cancelled = cancelled;
        this.tokenBudget = BatchMemory.on(decoder.compute())
                .generatedTokens(decoder.config(), decoder.computeType(), TOKEN_BUDGET);
        this.halving = new Halving(decoder.compute(), "Generation");
        this.limits = TokenLimits.of(decoder.config());
    }

    /**
     * Rows that are continued together.
     *
     * @param length tokens that each takes, prompt and new ones
     * @param memory what they may take
     */
    public static int rowsAtOnce(DecoderConfig config, Dtype computeType, int length, BatchMemory memory) {
        int tokens = memory.generatedTokens(config, computeType, TOKEN_BUDGET);
        return Math.max(1, Math.min(MAX_ROWS, tokens / length));
    }

    /** Receives finished batches. */
    @FunctionalInterface
    public interface BatchListener {
        /** The prompts of these indices were continued, in their order. */
        void finished(List<Integer> indices, List<int[]> continuations);
    }

    /** Greedy continuations of prompts, in their order: see {@link #generate}. */
    public List<int[]> continuations(List<int[]> prompts, int maxNewTokens, List<Integer> ends) {
        return continuations(prompts, maxNewTokens, ends, Sampling.greedy());
    }

    /** The same with another choice of tokens. */
    public List<int[]> continuations(List<int[]> prompts, int maxNewTokens, List<Integer> ends, Sampling sampling) {
        var all = new int[prompts.size()][];
        generate(prompts, maxNewTokens, ends, sampling, (indices, rows) -> {
            for (int i = 0; i < rows.size(); i++) {
                all[indices.get(i)] = rows.get(i);
            }
        });
        return List.of(all);
    }

    /**
     * Continues prompts greedily until one of {@code ends} or {@code maxNewTokens}, or with a warning until the model has
     * no more positions. Continuations include the id that ended them. A prompt that is empty, or that the model cannot
     * read, is an error.
     *
     * @param ends ids that end a row; empty: none does
     */
    public void generate(List<int[]> prompts, int maxNewTokens, List<Integer> ends, BatchListener listener) {
        generate(prompts, 0, maxNewTokens, ends, Sampling.greedy(), listener);
    }

    /** The same with another choice of tokens. */
    public void generate(
            List<int[]> prompts, int maxNewTokens, List<Integer> ends, Sampling sampling, BatchListener listener) {
        generate(prompts, 0, maxNewTokens, ends, sampling, listener);
    }

    /** Greedily, without the batches in which all are among the first {@code finished}, in the order of batches. */
    void generate(List<int[]> prompts, int finished, int maxNewTokens, List<Integer> ends, BatchListener listener) {
        generate(prompts, finished, maxNewTokens, ends, Sampling.greedy(), listener);
    }

    private void generate(
            List<int[]> prompts,
            int finished,
            int maxNewTokens,
            List<Integer> ends,
            Sampling sampling,
            BatchListener listener) {
        for (int i = 0; i < prompts.size(); i++) {
            if (prompts.get(i).length == 0) {
                throw new IllegalArgumentException("prompt " + i + " is empty; nothing can be continued");
            }
            limits.requireReadable("prompt " + i, prompts.get(i));
        }
        warnOfLittleRoom(prompts, maxNewTokens);
        List<double[]> draws =
                prompts.stream().map(prompt -> sampling.draws(maxNewTokens)).toList();
        List<List<Integer>> batches =
                LengthBatches.of(prompts.size(), i -> prompts.get(i).length + maxNewTokens, tokenBudget, MAX_ROWS);
        for (LengthBatches.Batch left : LengthBatches.after(finished, batches)) {
            List<Integer> batch = left.indices();
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled between two batches of generations");
            }
            listener.finished(
                    batch,
                    halving.results(
                            batch,
                            part -> continuations(
                                    part.stream().map(prompts::get).toList(),
                                    maxNewTokens,
                                    ends,
                                    part.stream()
                                            .flatMapToDouble(i -> Arrays.stream(draws.get(i)))
                                            .toArray(),
                                    sampling.temperature())));
        }
    }

    private int room(int[] prompt, int maxNewTokens) {
        return limits.newTokens(prompt.length, maxNewTokens);
    }

    private void warnOfLittleRoom(List<int[]> prompts, int maxNewTokens) {
        long cut = prompts.stream()
                .filter(prompt -> room(prompt, maxNewTokens) < maxNewTokens)
                .count();
        if (cut > 0 && !warned) {
            warned = true;
            LOG.warn(
                    "{} of {} prompts leave no room for {} new tokens in the {} positions that this model has learned; what"
                            + " it says there ends with them",
                    cut,
                    prompts.size(),
                    maxNewTokens,
                    limits.positions());
        }
    }

    private List<int[]> continuations(
            List<int[]> prompts, int maxNewTokens, List<Integer> ends, double[] draws, double temperature) {
        try (NDManager scope = decoder.newScope()) {
            PaddedPrompts padded = PaddedPrompts.of(prompts, scope);
            NDArray endIds =
                    scope.create(ends.stream().mapToLong(Integer::longValue).toArray(), new Shape(ends.size()));
            long[] ids = decoder.kernels()
                    .decoded(
                            scope,
                            network.get(),
                            padded.ids(),
                            padded.real(),
                            endIds,
                            maxNewTokens,
                            draws.length == 0
                                    ? scope.create(new Shape(0))
                                    : scope.create(draws, new Shape(prompts.size(), maxNewTokens)),
                            temperature)
                    .toLongArray();
            return IntStream.range(0, prompts.size())
                    .mapToObj(b -> Arrays.stream(
                                    ids, b * maxNewTokens, b * maxNewTokens + room(prompts.get(b), maxNewTokens))
                            .takeWhile(id -> id >= 0)
                            .mapToInt(Math::toIntExact)
                            .toArray())
                    .toList();
        }
    }
}
