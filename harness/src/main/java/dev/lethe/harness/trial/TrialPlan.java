package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import java.nio.file.Path;
import java.util.List;

/** One cell of the grid, as it was asked for. */
record TrialPlan(BenchmarkConfig config, String model, MethodChoice method, long seed) {

    private static final int KEY_LETTERS = 8;

    /** The reporting name: {@code tiny sugd 42}. */
    String name() {
        return model + " " + method.id() + " " + seed;
    }

    /** The folder of this cell's results under a key. */
    Path folder(String key) {
        String name = name().replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("^-|-$", "");
        return config.runs().resolve(name + "-" + key.substring(0, KEY_LETTERS));
    }

    /** A stand-in for the key of a cell that fails before its key can be known. */
    String provisionalKey() {
        return Digest.ofTexts(List.of(toString()));
    }
}
