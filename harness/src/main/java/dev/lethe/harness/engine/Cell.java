package dev.lethe.harness.engine;

import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.config.Settings;

/** One trial of the grid. */
record Cell(Settings settings, String model, MethodChoice method, long seed) {

    /** The name that reports show, unique within a benchmark class: {@code tiny sugd 42}. */
    String name() {
        return model + " " + method.id() + " " + seed;
    }
}
