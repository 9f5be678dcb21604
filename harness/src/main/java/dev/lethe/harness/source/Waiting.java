package dev.lethe.harness.source;

import java.time.Duration;
import java.time.Instant;

/** Time, as retries need it. */
interface Waiting {

    /** The time of this machine. */
    Waiting REAL = new Waiting() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }
    };

    Instant now();

    void sleep(Duration duration) throws InterruptedException;
}
