package dev.lethe.harness.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which linear layers of a decoder an adapter sits on, and how large that makes it. */
public final class AdapterTargets {

    /** Queries, values and the MLP's way in and out: the targets published with AGAD and used by most methods here. */
    private static final Set<AdaptedLinear> USUAL =
            EnumSet.of(AdaptedLinear.Q, AdaptedLinear.V, AdaptedLinear.UP, AdaptedLinear.DOWN);

    private AdapterTargets() {}

    /** The usual target modules, as this decoder's family spells them. */
    public static List<String> usual(DecoderConfig config) {
        WeightNames names = WeightNames.of(config);
        return USUAL.stream()
                .map(linear -> linear.weight(names, 0))
                .flatMap(Optional::stream)
                .map(AdaptedLinear::module)
                .toList();
    }

    /** Number of weights of the pairs A (R, in) and B (out, R) on one block. */
    public static long parametersPerBlock(DecoderConfig config, LoraConfig adapter) {
        WeightNames names = WeightNames.of(config);
        return Stream.of(AdaptedLinear.values())
                .map(linear -> linear.weight(names, 0))
                .flatMap(Optional::stream)
                .filter(weight -> adapter.targetModules().contains(AdaptedLinear.module(weight)))
                .mapToLong(weight ->
                        adapter.rank() * (weight.shape().get(0) + weight.shape().get(1)))
                .sum();
    }
}
