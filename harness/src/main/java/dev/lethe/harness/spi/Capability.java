package dev.lethe.harness.spi;

/** What a method needs beside the forget rows and the trainable model; undeclared use fails. */
public enum Capability {
    /** The rows to keep. */
    RETAIN_SET,
    /** The model as it was before: its losses and logits. Costs memory where the model itself is trained. */
    REFERENCE,
    /** A low-rank adapter as what is trained. */
    ADAPTER,
    /** What the model itself goes on with after a text. */
    GENERATION,
    /** The embedded target's recipe, to train the same model again on other rows; published checkpoints have none. */
    TARGET_RECIPE
}
