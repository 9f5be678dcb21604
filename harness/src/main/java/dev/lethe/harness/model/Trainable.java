package dev.lethe.harness.model;

import java.util.List;
import java.util.Optional;

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

    /** The adapter that is trained in place of the model's own weights, if one is. */
    default Optional<LoraConfig> adapter() {
        return Optional.empty();
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

    /**
     * The matrices of some linear layers in every block, biases apart.
     *
     * @param modules as the checkpoint spells them: {@code q_proj}
     */
    record Linears(List<String> modules) implements Trainable {
        public Linears {
            modules = List.copyOf(modules);
        }

        @Override
        public boolean trains(WeightName weight, int layers) {
            return weight.layer() != WeightName.OUTSIDE
                    && weight.shape().size() == 2
                    && modules.contains(AdaptedLinear.module(weight));
        }
    }

    /** A low-rank adapter; the model's own weights are frozen. */
    record Lora(LoraConfig config) implements Trainable {
        @Override
        public boolean trains(WeightName weight, int layers) {
            return false;
        }

        @Override
        public Optional<LoraConfig> adapter() {
            return Optional.of(config);
        }
    }

    /** A low-rank adapter in AdaLoRA's form at fixed rank; the model's own weights are frozen. */
    record AdaLora(LoraConfig config) implements Trainable {
        @Override
        public boolean trains(WeightName weight, int layers) {
            return false;
        }

        @Override
        public Optional<LoraConfig> adapter() {
            return Optional.of(config);
        }
    }
}
