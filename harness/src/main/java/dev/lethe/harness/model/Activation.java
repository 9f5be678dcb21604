package dev.lethe.harness.model;

/** The nonlinearity of the MLP. */
public enum Activation {
    /** {@code silu(gate) * up}. */
    SWIGLU,
    /** GELU by its tanh approximation, of {@code up} alone. */
    GELU_NEW
}
