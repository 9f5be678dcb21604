package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.spi.ScoredCheckpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One cell of the grid, as it was asked for. */
record TrialPlan(BenchmarkConfig config, String model, MethodChoice method, long seed) {

    private static final int KEY_LETTERS = 8;

    /** The reporting name: {@code tiny sugd 42}, {@code tiny npo[beta=0.5] 42}. */
    String name() {
        return model + " " + method.label() + " " + seed;
    }

    /** The folder of this cell's results under a key. The key tells variants apart, however they were written. */
    Path folder(String key) {
        String name = (model + " " + method.id() + " " + seed)
                .replaceAll("[^A-Za-z0-9._]+", "-")
                .replaceAll("^-|-$", "");
        return config.runs().resolve(name + "-" + key.substring(0, KEY_LETTERS));
    }

    /** The weights that {@code checkpoint:PATH} scores. */
    Optional<Path> scoredWeights() {
        return method.id().startsWith(ScoredCheckpoint.PREFIX)
                ? Optional.of(config.cwd().resolve(method.id().substring(ScoredCheckpoint.PREFIX.length())))
                : Optional.empty();
    }

    /** A stand-in for the key of a cell that fails before its key can be known. */
    String provisionalKey() {
        return Digest.ofTexts(List.of(toString()));
    }
}
