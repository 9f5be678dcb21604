package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The typed face of the TorchScript kernels, for one decoder's options: the passes of the model, and by their names the
 * other faces. All calls come from the compute thread; results belong to the {@code scope} given. Axes: B rows, T tokens,
 * D width, V vocabulary, Q quantities.
 */
public final class Kernels {

    private final PtSymbolBlock block;
    private final TensorArithmetic arithmetic;
    private final TensorStorage storage;

    Kernels(NDManager manager, Map<String, Object> options) {
        try {
            block = JniUtils.loadModule((PtNDManager) manager, new KernelArchive(options).open(), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        arithmetic = new TensorArithmetic(block);
        storage = new TensorStorage(block);
    }

    /** What changes and combines tensors. */
    public TensorArithmetic arithmetic() {
        return arithmetic;
    }

    /** What makes, fills and copies tensors. */
    public TensorStorage storage() {
        return storage;
    }

    /**
     * Hidden states after the final norm (B, T, D) of {@code ids} (B, T).
     *
     * @param real (B, T) boolean, false on padding; without elements where padding, if any, is on the right
     * @param packed (P) int64: the positions b * T + t to compute, the others are 0; without elements: all
     * @param graph whether the result can be pulled back with {@link #backward}
     */
    public NDArray hidden(NDManager scope, Network network, NDArray ids, NDArray real, NDArray packed, boolean graph) {
        KernelCall call = network(scope, "hidden", network).with(ids).with(real).with(packed);
        return graph ? call.runWithGraph(block) : call.run(block);
    }

    /**
     * Keys and values (2 * blocks, 1, K, P, C) of {@code ids} (1, P), for texts that begin with them: K key-value heads of
     * size C; those of a block follow each other.
     */
    public NDArray prefix(NDManager scope, Network network, NDArray ids) {
        return network(scope, "prefix", network).with(ids).run(block);
    }

    /**
     * Hidden states after the final norm (B, T, D) of {@code ids} (B, T), padded on the right if at all, where each row
     * follows the same prefix.
     *
     * @param cache of the prefix
     * @param packed (P) int64: the positions b * T + t to compute, the others are 0; without elements: all
     */
    public NDArray hiddenAfter(NDManager scope, Network network, NDArray cache, NDArray ids, NDArray packed) {
        return network(scope, "hidden_after", network)
                .with(cache)
                .with(ids)
                .with(packed)
                .run(block);
    }

    /** Per-token quantities (Q, B, T) in float32 of hidden states (B, T, D), 0 where {@code query} does not ask. */
    public NDArray quantities(NDManager scope, Network network, NDArray hidden, HeadQuery query) {
        return query(scope, "quantities", network, hidden, query).run(block);
    }

    /**
     * Pulls {@code upstream} (Q, B, T) through the head: the gradient of the hidden states (B, T, D). Adds the head's
     * gradients to {@code headGradient} (V, D) and {@code biasGradient} (V) where these have elements.
     */
    public NDArray headBackward(
            NDManager scope,
            Network network,
            NDArray hidden,
            HeadQuery query,
            NDArray upstream,
            NDArray headGradient,
            NDArray biasGradient) {
        return query(scope, "head_backward", network, hidden, query)
                .with(upstream)
                .with(headGradient)
                .with(biasGradient)
                .runWithGraph(block);
    }

    private static KernelCall query(NDManager scope, String kernel, Network network, NDArray hidden, HeadQuery query) {
        return new KernelCall(scope, kernel)
                .with("w", network.weights())
                .with(hidden)
                .with(query.at())
                .with(query.labels())
                .with(query.kinds())
                .with(query.numbers())
                .with("r", query.reference());
    }

    /** Pulls {@code upstream} (B, T, D) through the blocks and adds each trained tensor's gradient to its buffer. */
    public void backward(
            NDManager scope, NDArray hidden, NDArray upstream, List<NDArray> trained, List<NDArray> gradients) {
        new KernelCall(scope, "backward")
                .with(hidden)
                .with(upstream)
                .with("t", trained)
                .with("g", gradients)
                .run(block);
    }

    /**
     * What the first {@code blocks} blocks make of {@code ids} (B, T), before any norm: (B, T, D) in float32.
     *
     * @param graph whether the result can be pulled back with {@link #backward}
     */
    public NDArray blockOutput(
            NDManager scope, Network network, NDArray ids, NDArray real, NDArray packed, int blocks, boolean graph) {
        KernelCall call = network(scope, "block_output", network)
                .with(ids)
                .with(real)
                .with(packed)
                .with((long) blocks);
        return graph ? call.runWithGraph(block) : call.run(block);
    }

    /**
     * What enters each of the first {@code blocks} blocks, and last what the last of them gives (blocks + 1, P or B, T, D),
     * without a graph.
     */
    public NDArray blockInputs(
            NDManager scope, Network network, NDArray ids, NDArray real, NDArray packed, int blocks) {
        return network(scope, "block_inputs", network)
                .with(ids)
                .with(real)
                .with(packed)
                .with((long) blocks)
                .run(block);
    }

    /** Hidden states (B, T, D) of what enters the final norm. */
    public NDArray finalHidden(NDManager scope, Network network, NDArray last, NDArray ids, NDArray packed) {
        return new KernelCall(scope, "final_hidden")
                .with("w", network.weights())
                .with(last)
                .with(ids)
                .with(packed)
                .run(block);
    }

    /** What a block gives (P or B, T, D), as (B, T, D). */
    public NDArray unpacked(NDManager scope, NDArray output, NDArray ids, NDArray packed) {
        return new KernelCall(scope, "unpacked")
                .with(output)
                .with(ids)
                .with(packed)
                .run(block);
    }

    /**
     * As {@link #backward}, but from the block inputs: every block is run again.
     *
     * @param normed whether {@code upstream} is the gradient behind the final norm, or that of the last block given
     * @param firstBlock the first block with a trained tensor
     * @param embedding whether the embeddings are trained
     * @param trained (n) int64: positions of the trained tensors among the network's weights followed by its adapters
     */
    public void checkpointedBackward(
            NDManager scope,
            Network network,
            NDArray ids,
            NDArray real,
            NDArray packed,
            NDArray blockInputs,
            NDArray upstream,
            boolean normed,
            int firstBlock,
            boolean embedding,
            NDArray trained,
            List<NDArray> gradients) {
        network(scope, normed ? "checkpointed_backward" : "checkpointed_block_backward", network)
                .with(ids)
                .with(real)
                .with(packed)
                .with(blockInputs)
                .with(upstream)
                .with((long) firstBlock)
                .with(embedding ? 1L : 0L)
                .with(trained)
                .with("g", gradients)
                .runWithGraph(block);
    }

    /** Logits (..., V) in float32 of hidden states (..., D). Large: for a few positions only. */
    public NDArray logits(NDManager scope, Network network, NDArray hidden) {
        return new KernelCall(scope, "logits")
                .with("w", network.weights())
                .with(hidden)
                .run(block);
    }

    /** Log-probabilities (B, V) of the token after position {@code last} (B) of each row. */
    public NDArray nextTokenLogProbabilities(NDManager scope, Network network, NDArray hidden, NDArray last) {
        return new KernelCall(scope, "next_token_log_probabilities")
                .with("w", network.weights())
                .with(hidden)
                .with(last)
                .run(block);
    }

    /** Logits (B, V) of the token after position {@code last} (B) of each row. */
    public NDArray nextTokenLogits(NDManager scope, Network network, NDArray hidden, NDArray last) {
        return new KernelCall(scope, "next_token_logits")
                .with("w", network.weights())
                .with(hidden)
                .with(last)
                .run(block);
    }

    /**
     * Of each token to predict (2, B, T) in float32: its negative log-likelihood, and its log-probability in standard
     * deviations from the mean log-probability of the vocabulary under the model; 0 elsewhere.
     *
     * @param at (n) int64: the positions b * T + t
     * @param labels (n) int64: the token that each predicts
     */
    public NDArray tokenStatistics(NDManager scope, Network network, NDArray hidden, NDArray at, NDArray labels) {
        return new KernelCall(scope, "token_statistics")
                .with("w", network.weights())
                .with(hidden)
                .with(at)
                .with(labels)
                .run(block);
    }

    /**
     * Of each token to predict (B, T) in float32: 1 where it is the likeliest of the vocabulary, 0 elsewhere.
     *
     * @param at (n) int64: the positions b * T + t
     * @param labels (n) int64: the token that each predicts
     */
    public NDArray likeliest(NDManager scope, Network network, NDArray hidden, NDArray at, NDArray labels) {
        return new KernelCall(scope, "likeliest")
                .with("w", network.weights())
                .with(hidden)
                .with(at)
                .with(labels)
                .run(block);
    }

    /**
     * Continuations (B, n) of prompts padded on the left: new ids, the one that ends a row included, -1 after it. What a row
     * says after the model's last learned position means nothing.
     *
     * @param real (B, T) boolean, false on padding
     * @param ends ids that end a row; without elements: none does
     * @param draws (B, n) float64 in [0, 1): what each token is drawn by; without elements: always the likeliest
     * @param temperature of the distribution that is drawn from
     */
    public NDArray decoded(
            NDManager scope,
            Network network,
            NDArray ids,
            NDArray real,
            NDArray ends,
            int newTokens,
            NDArray draws,
            double temperature) {
        return network(scope, "decoded", network)
                .with(ids)
                .with(real)
                .with(ends)
                .with((long) newTokens)
                .with(draws)
                .with(temperature)
                .run(block);
    }

    private static KernelCall network(NDManager scope, String kernel, Network network) {
        return new KernelCall(scope, kernel)
                .with("w", network.weights())
                .with("a", network.adaptation())
                .with(network.frequencies());
    }
}
