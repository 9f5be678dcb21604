package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The typed face of the TorchScript kernels, for one decoder's options. All calls come from the compute thread;
 * results belong to the {@code scope} given. Axes: B rows, T tokens, D width, V vocabulary, Q quantities.
 */
public final class Kernels {

    private final PtSymbolBlock block;

    Kernels(NDManager manager, Map<String, Object> options) {
        try {
            block = JniUtils.loadModule((PtNDManager) manager, new KernelArchive(options).open(), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** The global L2 norm of the gradients, which are then scaled down to {@code limit} if they exceed it (0: never). */
    public float clip(NDManager scope, List<NDArray> gradients, double limit) {
        return new KernelCall(scope, "clip")
                .with("g", gradients)
                .with(limit)
                .run(block)
                .getFloat();
    }

    /** One AdamW step in place. {@code steps} holds a float32 counter for each tensor. */
    public void adamw(
            NDManager scope,
            List<NDArray> trained,
            List<NDArray> gradients,
            List<NDArray> firstMoments,
            List<NDArray> secondMoments,
            List<NDArray> steps,
            double learningRate,
            double weightDecay,
            double beta1,
            double beta2,
            double epsilon) {
        new KernelCall(scope, "adamw")
                .with("t", trained)
                .with("g", gradients)
                .with("m", firstMoments)
                .with("v", secondMoments)
                .with("s", steps)
                .with(learningRate)
                .with(weightDecay)
                .with(beta1)
                .with(beta2)
                .with(epsilon)
                .run(block);
    }

    /** One step of plain gradient descent in place, weight decay added to the gradient. */
    public void sgd(
            NDManager scope, List<NDArray> trained, List<NDArray> gradients, double learningRate, double weightDecay) {
        new KernelCall(scope, "sgd")
                .with("t", trained)
                .with("g", gradients)
                .with(learningRate)
                .with(weightDecay)
                .run(block);
    }

    /** Sets the gradients to zero. */
    public void zero(NDManager scope, List<NDArray> gradients) {
        new KernelCall(scope, "zero").with("g", gradients).run(block);
    }

    /** Adds each of {@code others} to the gradient of its place; they may lie on another device. */
    public void add(NDManager scope, List<NDArray> gradients, List<NDArray> others) {
        new KernelCall(scope, "add").with("g", gradients).with("o", others).run(block);
    }

    /** Multiplies the gradients in place. */
    public void scale(NDManager scope, List<NDArray> gradients, double factor) {
        new KernelCall(scope, "scale").with("g", gradients).with(factor).run(block);
    }

    /** Adds {@code factor} times each of {@code others} to the gradient of its place, on the same device. */
    public void addScaled(NDManager scope, List<NDArray> gradients, List<NDArray> others, double factor) {
        new KernelCall(scope, "add_scaled")
                .with("g", gradients)
                .with("o", others)
                .with(factor)
                .run(block);
    }

    /** Adds {@code factor} times the square of each gradient to the sum of its place. */
    public void addSquares(NDManager scope, List<NDArray> sums, List<NDArray> gradients, double factor) {
        new KernelCall(scope, "add_squares")
                .with("s", sums)
                .with("g", gradients)
                .with(factor)
                .run(block);
    }

    /** Overwrites each target with {@code from + ratio * (to - from)}; at ratio 0 bit by bit {@code from}. */
    public void interpolate(
            NDManager scope, List<NDArray> targets, List<NDArray> from, List<NDArray> to, double ratio) {
        new KernelCall(scope, "interpolate")
                .with("t", targets)
                .with("o", from)
                .with("n", to)
                .with(ratio)
                .run(block);
    }

    /** Overwrites each target with the source of its place, which may lie on another device. */
    public void assign(NDManager scope, List<NDArray> targets, List<NDArray> sources) {
        new KernelCall(scope, "assign").with("t", targets).with("o", sources).run(block);
    }

    /** A copy of a tensor from any device, on the device of {@code scope}, in its own dtype. */
    public NDArray copied(NDManager scope, NDArray tensor) {
        return new KernelCall(scope, "copied").with(tensor).with(0L).run(block);
    }

    /**
     * A float32 tensor in libtorch's own memory. What DJL makes of an array stays in memory of the JVM, which is aligned by
     * chance, and matrix products round by alignment: trained from there, equal seeds would not give equal weights.
     */
    public NDArray tensor(NDManager owner, float[] values, long... shape) {
        try (NDArray buffer = owner.create(values, new Shape(shape))) {
            return copied(owner, buffer);
        }
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
     * Continuations (B, n) of prompts padded on the left: new ids, the one that ends a row included, -1 after it.
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

    /** A tensor of zeros. */
    public NDArray zeros(NDManager scope, Dtype dtype, long... shape) {
        return new KernelCall(scope, "zeros")
                .with(scope.create(shape))
                .with((long) dtype.code())
                .run(block);
    }

    /** Copies raw bytes (uint8, flat) of {@code dtype} into the flat {@code target}, from element {@code at} on. */
    public void fill(NDManager scope, NDArray target, long at, NDArray bytes, Dtype dtype) {
        new KernelCall(scope, "fill")
                .with(target)
                .with(at)
                .with(bytes)
                .with((long) dtype.code())
                .run(block);
    }

    /** The raw bytes (uint8, flat) of a tensor in {@code dtype}. */
    public NDArray bytes(NDManager scope, NDArray tensor, Dtype dtype) {
        return new KernelCall(scope, "bytes")
                .with(tensor)
                .with((long) dtype.code())
                .run(block);
    }

    /** {@code a - b} in float32, whatever their dtype. */
    public NDArray difference(NDManager scope, NDArray a, NDArray b) {
        return new KernelCall(scope, "difference").with(a).with(b).run(block);
    }

    /** Adds a change in float32 to a tensor of any dtype, rounded once, in place. */
    public void addTo(NDManager scope, NDArray tensor, NDArray change) {
        new KernelCall(scope, "add_to").with(tensor).with(change).run(block);
    }

    /**
     * Rounds a weight (out, in) in place to what signed integers can hold, computed in float32.
     *
     * @param bits of an integer, sign included
     * @param group columns of a row that share a scale; the last ones may be fewer
     */
    public void roundTrip(NDManager scope, NDArray weight, int bits, long group) {
        new KernelCall(scope, "round_trip")
                .with(weight)
                .with((long) bits)
                .with(group)
                .run(block);
    }

    /** {@code W + scaling * B A}, computed in float32, in the dtype of W. */
    public NDArray merged(NDManager scope, NDArray weight, NDArray a, NDArray b, NDArray scaling) {
        return new KernelCall(scope, "merged")
                .with(weight)
                .with(a)
                .with(b)
                .with(scaling)
                .run(block);
    }

    /**
     * B (out, R) on top of A transposed (in, R): factors of {@code weight} (out, in) over {@code scaling}, each row weighed
     * by the root of the sum of its {@code importance} (out, in).
     */
    public NDArray weightedFactors(NDManager scope, NDArray weight, NDArray importance, int rank, double scaling) {
        return new KernelCall(scope, "weighted_factors")
                .with(weight)
                .with(importance)
                .with((long) rank)
                .with(scaling)
                .run(block);
    }

    private static KernelCall network(NDManager scope, String kernel, Network network) {
        return new KernelCall(scope, kernel)
                .with("w", network.weights())
                .with("a", network.adapters())
                .with(network.frequencies());
    }
}
