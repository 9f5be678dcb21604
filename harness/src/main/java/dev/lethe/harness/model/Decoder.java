package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.torch.Kernels;
import dev.lethe.harness.torch.Network;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** A decoder on a device: its weights, and the kernels for its options. Used on the compute thread only. */
public final class Decoder implements AutoCloseable {

    /** Standard deviation of random matrices: {@code initializer_range} of OLMo's configuration. */
    private static final double INITIAL_DEVIATION = 0.02;

    private final Compute compute;
    private final DecoderConfig config;
    private final Dtype computeType;
    private final NDManager manager;
    private final Kernels kernels;
    private final DecoderWeights weights;
    private final List<NDArray> noAdapters;
    private final NDArray frequencies;

    /**
     * @param computeType the type in which activations are computed
     * @param tensor makes each weight, given the manager that is to own it
     */
    Decoder(Compute compute, DecoderConfig config, Dtype computeType, TensorSource tensor) {
        this.compute = compute;
        this.config = config;
        this.computeType = computeType;
        this.manager = compute.manager().newSubManager();
        try {
            this.kernels = compute.kernels(options(config, computeType));
            this.weights = new DecoderWeights(config, manager, name -> tensor.create(name, kernels, manager));
            NDArray noAdapter = manager.create(new Shape(0));
            this.noAdapters = Collections.nCopies(
                    config.layers() * AdaptedLinear.values().length * AdaptedLinear.ADAPTER_SLOTS, noAdapter);
            this.frequencies = manager.create(config.inverseFrequencies());
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Makes one weight of a decoder. */
    @FunctionalInterface
    interface TensorSource {
        NDArray create(WeightName name, Kernels kernels, NDManager owner);
    }

    /** A decoder with random weights in float32: normal for matrices, 1 for norm weights, 0 for biases. */
    public static Decoder random(Compute compute, DecoderConfig config, long seed) {
        return random(compute, config, matrix -> INITIAL_DEVIATION, seed);
    }

    /** @param deviation the standard deviation of each matrix */
    public static Decoder random(
            Compute compute, DecoderConfig config, ToDoubleFunction<WeightName> deviation, long seed) {
        var random = new SplittableRandom(seed);
        return new Decoder(compute, config, Dtype.FLOAT32, (name, kernels, owner) -> {
            boolean isMatrix = name.dimensions().length == 2;
            double spread = isMatrix ? deviation.applyAsDouble(name) : 0;
            double mean = name.slot().name().endsWith("NORM_WEIGHT") ? 1 : 0;
            float[] values = new float[Math.toIntExact(name.elements())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (isMatrix ? spread * random.nextGaussian() : mean);
            }
            return kernels.storage().tensor(owner, values, name.dimensions());
        });
    }

    /** A copy of this decoder's weights as they are now, on another device; nothing may change them meanwhile. */
    public Decoder copyTo(Compute other, Dtype computeType) {
        return other.call(() -> new Decoder(other, config, computeType, (name, kernels, owner) -> kernels.storage()
                .copied(owner, weights.get(name))));
    }

    private static Map<String, Object> options(DecoderConfig config, Dtype computeType) {
        Map<String, Object> options = new HashMap<>();
        options.put("layers", config.layers());
        options.put("kv_heads", config.keyValueHeads());
        options.put("head_size", config.headSize());
        options.put("rms_norm", config.norm() == Norm.RMS_NORM);
        options.put("norm_eps", config.normEps());
        options.put("gated", config.gatedMlp());
        options.put("parallel", config.parallelBlock());
        options.put("attention_scale", config.attentionScale());
        options.put("qkv_clip", config.qkvClip() == null ? 0.0 : config.qkvClip());
        options.put("windows", config.windows());
        options.put("compute", computeType.code());
        return options;
    }

    /** The type that holds every weight without loss: float32 as soon as one weight is. */
    public StorageType storageType() {
        return weights.tensors().stream()
                        .anyMatch(tensor -> tensor.size() > 0 && tensor.getDataType() == DataType.FLOAT32)
                ? StorageType.F32
                : StorageType.BF16;
    }

    public DecoderConfig config() {
        return config;
    }

    /** The type in which activations are computed. */
    public Dtype computeType() {
        return computeType;
    }

    public Kernels kernels() {
        return kernels;
    }

    public Compute compute() {
        return compute;
    }

    /** The network without adapters. */
    public Network network() {
        return new Network(weights.tensors(), noAdapters, noAdapter(), frequencies);
    }

    /** The network with adapters: the slots of every block's linear layers in order. */
    Network network(List<NDArray> adapters) {
        return new Network(weights.tensors(), adapters, noAdapter(), frequencies);
    }

    /** One of the empty tensors that stand for an absent adapter. */
    NDArray noAdapter() {
        return noAdapters.get(0);
    }

    DecoderWeights weights() {
        return weights;
    }

    /** Hidden states (B, T, D) of rows on one of this decoder's networks, without a graph. */
    public NDArray hidden(NDManager scope, Network network, PaddedRows rows) {
        requireReadable(rows, 0);
        return kernels().hidden(scope, network, rows.ids(), rows.real(), rows.packed(), false);
    }

    /**
     * Refuses rows that this decoder cannot read.
     *
     * @param before tokens that all of them follow
     */
    public void requireReadable(PaddedRows rows, int before) {
        TokenLimits.of(config).require(rows, before);
    }

    /** A manager for a piece of work; what it owns dies with it, and at the latest with this decoder. */
    public NDManager newScope() {
        return manager.newSubManager();
    }

    /** Number of weights; a tied head counts once. */
    public long parameterCount() {
        return weights.names().stream().mapToLong(WeightName::elements).sum();
    }

    @Override
    public void close() {
        manager.close();
    }
}
