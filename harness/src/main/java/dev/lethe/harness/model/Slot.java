package dev.lethe.harness.model;

/**
 * The place of a tensor in the decoder, whatever a checkpoint calls it. The slots of a block come first, in the order in
 * which the kernels receive them. Linear weights are (out, in).
 */
public enum Slot {
    ATTENTION_NORM_WEIGHT,
    ATTENTION_NORM_BIAS,
    Q,
    Q_BIAS,
    K,
    K_BIAS,
    V,
    V_BIAS,
    O,
    O_BIAS,
    MLP_NORM_WEIGHT,
    MLP_NORM_BIAS,
    /** Only where the MLP is gated. */
    GATE,
    GATE_BIAS,
    UP,
    UP_BIAS,
    DOWN,
    DOWN_BIAS,

    EMBEDDING,
    /** Learned positions. */
    POSITIONS,
    FINAL_NORM_WEIGHT,
    FINAL_NORM_BIAS,
    /** Absent where it is tied to the embedding. */
    HEAD,
    HEAD_BIAS;

    /** Whether every block has this slot, as opposed to the decoder having it once. */
    public boolean isPerBlock() {
        return compareTo(EMBEDDING) < 0;
    }
}
