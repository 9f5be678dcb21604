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
