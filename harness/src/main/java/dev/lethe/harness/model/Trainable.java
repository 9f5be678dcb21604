package dev.lethe.harness.model;

import dev.lethe.data.UserException;
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

    /** Fails where it names what a model does not have. */
    default void requireIn(DecoderConfig config) {}

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
     * The matrices of some linear layers, biases apart.
     *
     * @param modules as the checkpoint spells them: {@code q_proj}
     * @param blocks in which blocks, counted from 0; empty: in every one
     */
    record Linears(List<String> modules, List<Integer> blocks) implements Trainable {
        public Linears {
            modules = List.copyOf(modules);
            blocks = List.copyOf(blocks);
        }

        /** In every block. */
        public Linears(List<String> modules) {
            this(modules, List.of());
        }

        @Override
        public boolean trains(WeightName weight, int layers) {
            return weight.layer() != WeightName.OUTSIDE
                    && weight.shape().size() == 2
                    && (blocks.isEmpty() || blocks.contains(weight.layer()))
                    && modules.contains(AdaptedLinear.module(weight));
        }

        @Override
        public void requireIn(DecoderConfig config) {
            List<Integer> missing =
                    blocks.stream().filter(block -> block >= config.layers()).toList();
            if (!missing.isEmpty()) {
                throw UserException.configuration("blocks to train " + missing
                        + " do not exist in this model; it has blocks 0 to " + (config.layers() - 1));
            }
            List<String> known = AdapterTargets.all(config);
            List<String> unknown =
                    modules.stream().filter(module -> !known.contains(module)).toList();
            if (!unknown.isEmpty()) {
                throw UserException.configuration(
                        "modules to train " + unknown + " do not exist in this model; it has " + known);
            }
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
