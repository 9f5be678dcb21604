package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.spi.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Opens trials: the engine's only door to the rest of the harness. */
public interface Trials {

    /**
     * What is wrong with a model's name, each problem a whole sentence that lists what is allowed; empty if it is a known
     * name or names something that exists. What is in a folder is looked at later, by the trial. Cheap.
     *
     * @param config where models are looked for
     */
    List<String> modelProblems(String model, BenchmarkConfig config);

    /**
     * Says why this cell cannot run although everything is well-formed (a need of the method that is not met), or
     * empty. The engine skips the cell with this reason where it came from a default, and fails it otherwise.
     */
    Optional<String> unmetNeed(BenchmarkConfig config, String model, MethodChoice method);

    /**
     * Opens a trial; cheap, nothing is loaded yet.
     *
     * @param cancelled asked between steps and batches; when true, work stops with {@link java.util.concurrent.CancellationException}
     */
    Trial open(
            BenchmarkConfig config,
            String model,
            MethodChoice method,
            long seed,
            Progress progress,
            BooleanSupplier cancelled);
}
