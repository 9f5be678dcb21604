package dev.lethe.harness.model;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which linear layers of a decoder an adapter sits on, and how large that makes it. */
public final class AdapterTargets {

    /** Of OLMo and Llama: published with AGAD and used by most methods here. Of Phi they are PEFT's default, too. */
    private static final Set<AdaptedLinear> ATTENTION_AND_MLP =
            EnumSet.of(AdaptedLinear.Q, AdaptedLinear.V, AdaptedLinear.UP, AdaptedLinear.DOWN);

    /** Of GPT-Neo: UNDIAL's, and PEFT's default. */
    private static final Set<AdaptedLinear> ATTENTION = EnumSet.of(AdaptedLinear.Q, AdaptedLinear.V);

    private AdapterTargets() {}

    /** The usual target modules, as this decoder's family spells them. */
    public static List<String> usual(DecoderConfig config) {
        return modules(
                config,
                switch (config.family()) {
                    case OLMO, LLAMA, PHI -> ATTENTION_AND_MLP;
                    case GPT_NEO -> ATTENTION;
                });
    }

    /** All modules of a decoder that can carry an adapter. */
    public static List<String> all(DecoderConfig config) {
        return modules(config, EnumSet.allOf(AdaptedLinear.class));
    }

    private static List<String> modules(DecoderConfig config, Set<AdaptedLinear> linears) {
        WeightNames names = WeightNames.of(config);
        return linears.stream()
                .map(linear -> linear.weight(names, 0))
                .flatMap(Optional::stream)
                .map(AdaptedLinear::module)
                .toList();
    }

    /** The weights of a decoder that can carry an adapter, block by block. */
    static List<WeightName> weights(DecoderConfig config) {
        WeightNames names = WeightNames.of(config);
        return IntStream.range(0, config.layers())
                .boxed()
                .flatMap(layer -> Stream.of(AdaptedLinear.values())
                        .map(linear -> linear.weight(names, layer))
                        .flatMap(Optional::stream))
                .toList();
    }

    /** Those that an adapter's targets name. */
    static List<WeightName> weights(DecoderConfig config, Collection<String> targets) {
        return weights(config).stream()
                .filter(weight -> isNamed(AdaptedLinear.path(weight), targets))
                .toList();
    }

    /** The targets that name nothing that can carry an adapter, sorted. */
    static SortedSet<String> unknown(DecoderConfig config, Collection<String> targets) {
        var unknown = new TreeSet<>(targets);
        weights(config)
                .forEach(weight -> unknown.removeIf(target -> isNamed(AdaptedLinear.path(weight), Set.of(target))));
        return unknown;
    }

    /** PEFT's rule: a target is the whole name of a module, or what follows a dot in it. */
    static boolean isNamed(String path, Collection<String> targets) {
        return targets.stream().anyMatch(target -> path.equals(target) || path.endsWith("." + target));
    }

    /** Number of weights of the pairs A (R, in) and B (out, R) on one block. */
    public static long parametersPerBlock(DecoderConfig config, LoraConfig adapter) {
        return weights(config, adapter.targetModules()).stream()
                .filter(weight -> weight.layer() == 0)
                .mapToLong(weight ->
                        adapter.rank() * (weight.shape().get(0) + weight.shape().get(1)))
                .sum();
    }
}
