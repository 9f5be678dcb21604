package dev.lethe.harness.spi;

import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import java.util.List;

/** What a method trains, as parameters that every training method shares. */
record TrainableParameters(
        @Meaning("lora, last-k or full: what is trained") String trainable,
        @Meaning("number of blocks, where trainable is last-k") int lastBlocks,
        @Meaning("inner size of the adapter, where trainable is lora") int rank,
        @Meaning("numerator of the adapter's scaling, where trainable is lora") double alpha,
        @Meaning("modules that are adapted, as the checkpoint spells them, where trainable is lora")
                List<String> targets) {

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
