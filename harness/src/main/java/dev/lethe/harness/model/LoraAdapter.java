package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.data.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** A low-rank adapter on the target modules of one decoder: {@code W x + scaling * B (A x)}, in its forms. */
public final class LoraAdapter {

    /** Source: PEFT's AdaLoRA; the standard deviation of fresh A and B, and what keeps its scaling from dividing by 0. */
    private static final double GAINED_DEVIATION = 0.02;

    private static final double GAINED_EPSILON = 1e-5;

    private final LoraConfig config;
    private final Map<WeightName, AdapterPair> pairs = new LinkedHashMap<>();
    private final double factor;
    private final NDArray scaling;
    private final NDArray absent;

    /** @param source makes the pair of each adapted weight */
    LoraAdapter(Decoder decoder, LoraConfig config, NDManager owner, PairSource source) {
        this(decoder, config, config.scaling(), owner, source);
    }

    private LoraAdapter(Decoder decoder, LoraConfig config, double factor, NDManager owner, PairSource source) {
        this.config = config;
        this.factor = factor;
        this.scaling = owner.create((float) factor);
        this.absent = decoder.noAdapter();
        requireTargets(decoder.config());
        AdapterTargets.weights(decoder.config(), config.targetModules())
                .forEach(weight -> pairs.put(weight, source.create(weight)));
    }

    private void requireTargets(DecoderConfig decoder) {
        Set<String> unknown = AdapterTargets.unknown(decoder, config.targetModules());
        if (!unknown.isEmpty()) {
            throw UserException.configuration("adapter target modules " + unknown
                    + " do not exist in this model; it has " + new TreeSet<>(AdapterTargets.all(decoder)));
        }
    }

    /** Makes the pair of one weight. */
    @FunctionalInterface
    interface PairSource {
        AdapterPair create(WeightName weight);
    }

    /** A fresh adapter as PEFT makes it: A uniform within ±1/√in, B zero, so that the function is unchanged. */
    static LoraAdapter fresh(Decoder decoder, LoraConfig config, NDManager owner, long seed) {
        var random = new SplittableRandom(seed);
        NDArray absent = decoder.noAdapter();
        return new LoraAdapter(decoder, config, owner, weight -> {
            long out = weight.dimensions()[0];
            long in = weight.dimensions()[1];
            double bound = 1 / Math.sqrt(in);
            return new AdapterPair(
                    weight,
                    filled(decoder, owner, config.rank(), in, () -> random.nextDouble(-bound, bound)),
                    owner.zeros(new Shape(out, config.rank())),
                    absent,
                    absent,
                    absent);
        });
    }

    /**
     * A fresh adapter in AdaLoRA's form (Zhang et al., arXiv 2303.10512) at fixed rank, as PEFT makes it: A and B normal,
     * a gain of zero on each of the R directions, so that the function is unchanged; scaling alpha / (R + 1e-5).
     */
    static LoraAdapter gained(Decoder decoder, LoraConfig config, NDManager owner, long seed) {
        var random = new SplittableRandom(seed);
        NDArray absent = decoder.noAdapter();
        double scaling = config.alpha() / (config.rank() + GAINED_EPSILON);
        return new LoraAdapter(
                decoder,
                config,
                scaling,
                owner,
                weight -> new AdapterPair(
                        weight,
                        filled(
                                decoder,
                                owner,
                                config.rank(),
                                weight.dimensions()[1],
                                () -> GAINED_DEVIATION * random.nextGaussian()),
                        filled(
                                decoder,
                                owner,
                                weight.dimensions()[0],
                                config.rank(),
                                () -> GAINED_DEVIATION * random.nextGaussian()),
                        owner.zeros(new Shape(config.rank(), 1)),
                        absent,
                        absent));
    }

    private static NDArray filled(Decoder decoder, NDManager owner, long rows, long columns, DoubleSupplier value) {
        float[] values = new float[Math.toIntExact(rows * columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.getAsDouble();
        }
        return decoder.kernels().storage().tensor(owner, values, rows, columns);
    }

    public LoraConfig config() {
        return config;
    }

    List<AdapterPair> pairs() {
        return List.copyOf(pairs.values());
    }

    NDArray scaling() {
        return scaling;
    }

    /** What is trained of every pair. */
    List<NDArray> tensors() {
        return pairs.values().stream().flatMap(pair -> pair.trained().stream()).toList();
    }

    /** The tensors that are zero in a fresh adapter, which multiply what the adapter does. */
    List<NDArray> switches() {
        return pairs.values().stream()
                .map(pair -> pair.gain().size() > 0 ? pair.gain() : pair.b())
                .toList();
    }

    /** The adapter list of the kernels: the slots of every block's linear layers, empty where there is no pair. */
    List<NDArray> slots(Decoder decoder) {
        WeightNames names = WeightNames.of(decoder.config());
        var slots = new ArrayList<NDArray>();
        for (int layer = 0; layer < decoder.config().layers(); layer++) {
            for (AdaptedLinear linear : AdaptedLinear.values()) {
                AdapterPair pair = linear.weight(names, layer).map(pairs::get).orElse(null);
                slots.addAll(
                        pair == null ? Collections.nCopies(AdaptedLinear.ADAPTER_SLOTS, absent) : pair.slots(scaling));
            }
        }
        return slots;
    }

    /**
     * Starts the adapter from factors of the weights themselves, and anchors it there.
     *
     * @param importance of a weight's elements (out, in)
     */
    void startFrom(Decoder decoder, Function<NDArray, NDArray> importance, NDManager owner) {
        for (AdapterPair pair : pairs()) {
            NDArray weight = decoder.weights().get(pair.weight());
            try (NDManager scope = decoder.newScope()) {
                WeightedFactors factors = WeightedFactors.of(
                        decoder.kernels(), scope, weight, importance.apply(weight), config.rank(), factor);
                decoder.kernels()
                        .arithmetic()
                        .assign(scope, List.of(pair.a(), pair.b()), List.of(factors.a(), factors.b()));
            }
        }
        anchor(owner);
    }

    /** Subtracts what the adapter does now, by a frozen pair beside each, so that the function is the decoder's own. */
    void anchor(NDManager owner) {
        pairs.replaceAll((weight, pair) -> pair.anchored(owner));
    }

    /** Whether it is only A and B, without gains and frozen pairs. */
    public boolean isPlain() {
        return pairs.values().stream().allMatch(AdapterPair::isPlain);
    }

    /** The same function as a plain adapter, which PEFT reads as LoRA. */
    LoraAdapter plain(Decoder decoder, NDManager scope) {
        if (isPlain()) {
            return this;
        }
        var plain = new LinkedHashMap<WeightName, AdapterPair>();
        pairs.forEach((weight, pair) -> plain.put(weight, pair.plain(scope, absent)));
        int rank =
                Math.toIntExact(plain.values().iterator().next().a().getShape().get(0));
        double alpha = factor * (config.rsLora() ? Math.sqrt(rank) : rank);
        var plainConfig = new LoraConfig(rank, alpha, config.targetModules(), config.rsLora(), config.dropout());
        return new LoraAdapter(decoder, plainConfig, scope, plain::get);
    }

    /** Folds the pairs into the decoder's weights, in float32, rounded once. */
    void mergeInto(Decoder decoder) {
        try (NDManager scope = decoder.newScope()) {
            for (AdapterPair pair : plain(decoder, scope).pairs()) {
                NDArray weight = decoder.weights().get(pair.weight());
                NDArray merged = decoder.kernels().arithmetic().merged(scope, weight, pair.a(), pair.b(), scaling);
                merged.attach(weight.getManager());
                decoder.weights().replace(pair.weight(), merged);
            }
        }
    }
}
