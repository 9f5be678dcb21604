package dev.lethe.harness.model;

import java.util.Optional;

/** The linear layers of a block that can carry an adapter, in the order of the kernels. */
enum AdaptedLinear {
    Q(Slot.Q),
    K(Slot.K),
    V(Slot.V),
    O(Slot.O),
    GATE(Slot.GATE),
    UP(Slot.UP),
    DOWN(Slot.DOWN);

    /** Number of tensors by which the kernels take the adapter of one linear layer. */
    static final int ADAPTER_SLOTS = 6;

    private final Slot slot;

    AdaptedLinear(Slot slot) {
        this.slot = slot;
    }

    Optional<WeightName> weight(WeightNames names, int layer) {
        return names.inBlock(layer, slot);
    }

    /** The module's whole name, as checkpoints and PEFT spell it: {@code model.layers.0.self_attn.q_proj}. */
    static String path(WeightName weight) {
        return weight.name().substring(0, weight.name().length() - ".weight".length());
    }

    /** The last part of the module's name: {@code q_proj}. */
    static String module(WeightName weight) {
        String path = path(weight);
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
