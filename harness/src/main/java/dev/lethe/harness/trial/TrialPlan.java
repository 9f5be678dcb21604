package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.record.Baseline;
import dev.lethe.harness.spi.ScoredCheckpoint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** One cell of the grid, as it was asked for. */
record TrialPlan(BenchmarkConfig config, String model, MethodChoice method, long seed) {

    private static final int KEY_LETTERS = 8;

    /** The reporting name: {@code tiny sugd 42}, {@code tiny npo[beta=0.5] 42}. */
    String name() {
        return model + " " + method.label() + " " + seed;
    }

    /** The same cell with another seed. */
    TrialPlan withSeed(long changed) {
        return new TrialPlan(config, model, method, changed);
    }

    /** Whether the weights to score are there from the start, so that no seed changes what they say. */
    boolean leavesWeightsAsTheyAre() {
        return method.id().equals(Baseline.METHOD) || scoredWeights().isPresent();
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

    /** The lock of {@link #folder}; outside of it, because that is moved where a trial is run again. */
    Path lock(String key) {
        return config.output().resolve(".locks").resolve(folder(key).getFileName() + ".lock");
    }

    /**
     * A stand-in for the key of a cell that fails before its key can be known: what was asked for, apart from where it
     * is computed and kept, which is often what is mended.
     */
    String provisionalKey() {
        return Digest.ofTexts(Stream.of(
                        model,
                        method,
                        seed,
                        config.data(),
                        config.membership(),
                        config.mmlu(),
                        config.mmluForm(),
                        config.limit(),
                        config.rows(),
                        config.subjects(),
                        config.dataSeed(),
                        config.subtasks())
                .map(String::valueOf)
                .toList());
    }
}
