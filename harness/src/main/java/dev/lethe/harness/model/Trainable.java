package dev.lethe.harness.model;

/** What of a model is trained. */
public sealed interface Trainable {

    /** Every weight. */
    record Full() implements Trainable {}

    /**
     * All weights of the last blocks; embeddings and head are frozen.
     *
     * @param blocks number of blocks from the end, at least 1; more than there are means all
     */
    record LastBlocks(int blocks) implements Trainable {
        public LastBlocks {
            if (blocks < 1) {
                throw new IllegalArgumentException("lastBlocks is " + blocks + "; expected at least 1");
            }
        }
    }

    /** A low-rank adapter; the model's own weights are frozen. */
    record Lora(LoraConfig config) implements Trainable {}
}
