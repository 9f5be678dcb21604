package dev.lethe.harness.trial;

import dev.lethe.harness.record.Timings;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds up the seconds of the parts of a trial. */
final class Stopwatch {

    /** What is timed. */
    enum Part {
        TARGET,
        UNLEARN,
        GENERATE,
        MEMBERSHIP,
        MMLU
    }

    private final Map<Part, Double> seconds = new EnumMap<>(Part.class);

    <T> T time(Part part, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            add(part, (System.nanoTime() - start) / 1e9);
        }
    }

    void add(Part part, double more) {
        seconds.merge(part, more, Double::sum);
    }

    Timings timings() {
        double total = seconds.entrySet().stream()
                .filter(part -> part.getKey() != Part.TARGET)
                .mapToDouble(Map.Entry::getValue)
                .sum();
        return new Timings(
                of(Part.TARGET), of(Part.UNLEARN), of(Part.GENERATE), of(Part.MEMBERSHIP), of(Part.MMLU), total);
    }

    private @Nullable Double of(Part part) {
        return seconds.get(part);
    }
}
