package dev.lethe.harness.model;

/** What of a model is trained. */
public sealed interface Trainable {

    /** Whether a weight of the model itself is trained. */
    boolean trains(WeightName weight, int layers);

    /** Nothing: the model is only evaluated. */
    record Nothing() implements Trainable {
        @Override
        public boolean trains(WeightName weight, int layers) {
            return false;
        }
    }

    /** Every weight. */
    record Full() implements Trainable {
        @Override
        public boolean trains(WeightName weight, int layers) {
            return true;
        }
    }

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

        @Override
        public boolean trains(WeightName weight, int layers) {
            return weight.layer() >= Math.max(0, layers - blocks);
        }
    }

    /** A low-rank adapter; the model's own weights are frozen. */
    record Lora(LoraConfig config) implements Trainable {
        @Override
        public boolean trains(WeightName weight, int layers) {
            return false;
        }
    }
}
