package dev.lethe.harness.spi;

import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import java.util.List;

/**
 * What a method trains, as parameters that every training method shares.
 *
 * @param trainable {@code lora}, {@code last-k} or {@code full}
 * @param lastBlocks number of blocks of {@code last-k}
 * @param rank inner size of {@code lora}
 * @param alpha numerator of the scaling of {@code lora}
 * @param targets modules that {@code lora} adapts, as the checkpoint spells them
 */
record TrainableParameters(String trainable, int lastBlocks, int rank, double alpha, List<String> targets) {

    TrainableParameters {
        require(lastBlocks >= 1, "lastBlocks", lastBlocks, "at least 1");
        require(rank >= 1, "rank", rank, "at least 1");
        require(alpha > 0 && Double.isFinite(alpha), "alpha", alpha, "a positive number");
        targets = List.copyOf(targets);
        require(
                !targets.isEmpty() && targets.stream().noneMatch(String::isBlank),
                "targets",
                targets,
                "names of modules, separated by commas");
    }

    private static void require(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + allowed);
        }
    }

    Trainable choice() {
        return switch (trainable) {
            case "lora" -> new Trainable.Lora(new LoraConfig(rank, alpha, targets, false));
            case "last-k" -> new Trainable.LastBlocks(lastBlocks);
            case "full" -> new Trainable.Full();
            default -> throw new IllegalArgumentException(
                    "trainable is \"" + trainable + "\"; expected lora, last-k or full");
        };
    }
}
