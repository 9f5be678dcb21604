package dev.lethe.harness.spi;

import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a method trains, as parameters that every training method shares. */
record TrainableParameters(
        @Meaning("lora, adalora, modules, last-k or full: what is trained") String trainable,
        @Meaning("number of blocks, where trainable is last-k") int lastBlocks,
        @Meaning("inner size of the adapter, where trainable is lora or adalora") int rank,
        @Meaning("numerator of the adapter's scaling, where trainable is lora or adalora") double alpha,
        @Meaning("linear layers that are adapted, or trained themselves where trainable is modules, as the checkpoint"
                        + " spells them")
                List<String> targets,
        @Meaning(
                        "whether the adapter's scaling is alpha / sqrt(rank) in place of alpha / rank, where trainable is lora")
                boolean rsLora,
        @Meaning("share of the adapter's input that is zeroed in training, where trainable is lora or adalora")
                double dropout,
        @Meaning("blocks, counted from 0, whose targets are trained, where trainable is modules; none: all of them")
                List<Integer> blocks,
        @Meaning("FP32, or NONE for bf16 weights and moments, where trainable is modules, last-k or full")
                MasterWeights masterWeights) {

    /** The parameters that belong to one of the choices of {@code trainable}; the others belong to several. */
    private static final Map<String, Set<String>> BELONGING = Map.of(
            "rank", Set.of("lora", "adalora"),
            "alpha", Set.of("lora", "adalora"),
            "targets", Set.of("lora", "adalora", "modules"),
            "rsLora", Set.of("lora"),
            "blocks", Set.of("modules"),
            "dropout", Set.of("lora", "adalora"),
            "lastBlocks", Set.of("last-k"),
            "masterWeights", Set.of("modules", "last-k", "full"));

    TrainableParameters {
        require(lastBlocks >= 1, "lastBlocks", lastBlocks, "at least 1");
        require(rank >= 1, "rank", rank, "at least 1");
        require(alpha > 0 && Double.isFinite(alpha), "alpha", alpha, "a positive number");
        require(dropout >= 0 && dropout < 1, "dropout", dropout, "at least 0 and below 1");
        targets = List.copyOf(targets);
        require(
                !targets.isEmpty() && targets.stream().noneMatch(String::isBlank),
                "targets",
                targets,
                "names of modules, separated by commas");
        blocks = List.copyOf(blocks);
        require(
                blocks.stream().allMatch(block -> block >= 0),
                "blocks",
                blocks,
                "numbers of blocks, counted from 0, separated by commas");
    }

    /** Whether a parameter has an effect with a choice of {@code trainable}. */
    static boolean belongs(String parameter, String trainable) {
        return BELONGING.getOrDefault(parameter, Set.of(trainable)).contains(trainable);
    }

    /** A sentence for each parameter that somebody gave for what is not trained: it would do nothing. */
    static List<String> misfits(String method, String trainable, Set<String> given) {
        boolean known = BELONGING.values().stream().anyMatch(choices -> choices.contains(trainable));
        return given.stream()
                .filter(parameter -> known && !belongs(parameter, trainable))
                .sorted()
                .map(parameter -> "methods." + method + "." + parameter + " has no effect here: set methods." + method
                        + ".trainable to " + String.join(" or ", new TreeSet<>(BELONGING.get(parameter)))
                        + ", or take it away.")
                .toList();
    }

    private static void require(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + allowed);
        }
    }

    private LoraConfig adapter() {
        return new LoraConfig(rank, alpha, targets, rsLora, dropout);
    }

    Trainable choice() {
        return switch (trainable) {
            case "lora" -> new Trainable.Lora(adapter());
            case "adalora" -> new Trainable.AdaLora(adapter());
            case "modules" -> new Trainable.Linears(targets, blocks);
            case "last-k" -> new Trainable.LastBlocks(lastBlocks);
            case "full" -> new Trainable.Full();
            default -> throw new IllegalArgumentException(
                    "trainable is \"" + trainable + "\"; expected lora, adalora, modules, last-k or full");
        };
    }
}
