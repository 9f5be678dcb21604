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

    /** Adds seconds; none where they are absent. */
    void add(Part part, @Nullable Double more) {
        if (more != null) {
            seconds.merge(part, more, Double::sum);
        }
    }

    /** Adds what an earlier run of the trial spent on rows, which stay. */
    void goOn(Timings earlier) {
        add(Part.GENERATE, earlier.generate());
        add(Part.MEMBERSHIP, earlier.membership());
        add(Part.MMLU, earlier.mmlu());
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
