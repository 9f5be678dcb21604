package dev.lethe.harness.trial;

import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.spi.Progress;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Opens trials: the engine's only door to the rest of the harness. */
public interface Trials {

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
