package dev.lethe.harness.model;

/** The normalization before attention, before the MLP and before the head. */
public enum Norm {
    /** Layer norm without weights. */
    LAYER_NORM_PLAIN,
    /** Layer norm with weight and bias. */
    LAYER_NORM,
    /** Root mean square norm with weight. */
    RMS_NORM
}
