package dev.lethe.harness.engine;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.Settings;
import org.junit.platform.engine.support.descriptor.ClassSource;

/**
 * One trial of the grid.
 *
 * @param source the benchmark class: with it, reports name the class beside the trial
 */
record Cell(ClassSource source, Settings settings, String model, MethodChoice method, long seed) {

    /** The name that reports show, unique within a benchmark class: {@code tiny sugd 42}. */
    String name() {
        return model + " " + method.label() + " " + seed;
    }
}
