package dev.lethe.harness.source;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes by sleeping only. */
final class FakeTime implements Waiting {

    static final Instant BEGIN = Instant.parse("2025-01-10T12:00:00Z");

    private final List<Duration> slept = new ArrayList<>();

    @Override
    public synchronized Instant now() {
        return BEGIN.plus(total());
    }

    @Override
    public synchronized void sleep(Duration duration) {
        slept.add(duration);
    }

    synchronized Duration total() {
        return slept.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
