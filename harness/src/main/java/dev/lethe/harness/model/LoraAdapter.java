package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.data.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The pairs A (R, in) and B (out, R) on the target modules of one decoder: {@code W x + scaling * B (A x)}. */
public final class LoraAdapter {

    /** One adapted linear layer. */
    record Pair(WeightName weight, NDArray a, NDArray b) {}

    private final LoraConfig config;
    private final Map<WeightName, Pair> pairs = new LinkedHashMap<>();
    private final NDArray scaling;

    /** @param source makes the pair of each adapted weight */
    LoraAdapter(Decoder decoder, LoraConfig config, NDManager owner, PairSource source) {
        this.config = config;
        this.scaling = owner.create((float) config.scaling());
        WeightNames names = WeightNames.of(decoder.config());
        var known = new TreeSet<String>();
        var missing = new TreeSet<>(config.targetModules());
        for (int layer = 0; layer < decoder.config().layers(); layer++) {
            for (AdaptedLinear linear : AdaptedLinear.values()) {
                linear.weight(names, layer).ifPresent(weight -> {
                    String module = AdaptedLinear.module(weight);
                    known.add(module);
                    missing.remove(module);
                    if (config.targetModules().contains(module)) {
                        pairs.put(weight, source.create(weight));
                    }
                });
            }
        }
        if (!missing.isEmpty()) {
            throw UserException.configuration(
                    "adapter target modules " + missing + " do not exist in this model; it has " + known);
        }
    }

    /** Makes the pair of one weight. */
    @FunctionalInterface
    interface PairSource {
        Pair create(WeightName weight);
    }

    /** A fresh adapter as PEFT makes it: A uniform within ±1/√in, B zero, so that the function is unchanged. */
    static LoraAdapter fresh(Decoder decoder, LoraConfig config, NDManager owner, long seed) {
        var random = new SplittableRandom(seed);
        return new LoraAdapter(decoder, config, owner, weight -> {
            long out = weight.dimensions()[0];
            long in = weight.dimensions()[1];
            double bound = 1 / Math.sqrt(in);
            float[] a = new float[Math.toIntExact(config.rank() * in)];
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) random.nextDouble(-bound, bound);
            }
            return new Pair(
                    weight, owner.create(a, new Shape(config.rank(), in)), owner.zeros(new Shape(out, config.rank())));
        });
    }

    public LoraConfig config() {
        return config;
    }

    List<Pair> pairs() {
        return List.copyOf(pairs.values());
    }

    NDArray scaling() {
        return scaling;
    }

    /** A and B of every pair: what is trained. */
    List<NDArray> tensors() {
        return pairs.values().stream()
                .flatMap(pair -> List.of(pair.a(), pair.b()).stream())
                .toList();
    }

    /** The adapter list of the kernels: A, B and scaling of every block's linear layers, empty where there is none. */
    List<NDArray> slots(Decoder decoder) {
        WeightNames names = WeightNames.of(decoder.config());
        NDArray none = decoder.noAdapter();
        var slots = new ArrayList<NDArray>();
        for (int layer = 0; layer < decoder.config().layers(); layer++) {
            for (AdaptedLinear linear : AdaptedLinear.values()) {
                Pair pair = linear.weight(names, layer).map(pairs::get).orElse(null);
                slots.addAll(pair == null ? List.of(none, none, none) : List.of(pair.a(), pair.b(), scaling));
            }
        }
        return slots;
    }

    /** Folds the pairs into the decoder's weights, in float32, rounded once. */
    void mergeInto(Decoder decoder) {
        try (NDManager scope = decoder.newScope()) {
            for (Pair pair : pairs.values()) {
                NDArray weight = decoder.weights().get(pair.weight());
                NDArray merged = decoder.kernels().merged(scope, weight, pair.a(), pair.b(), scaling);
                merged.attach(weight.getManager());
                decoder.weights().replace(pair.weight(), merged);
            }
        }
    }
}
