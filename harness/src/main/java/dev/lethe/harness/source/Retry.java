package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what failed in transit, after the pause that the server asks for or one that doubles each time.
 *
 * @param cancelled asked before every try and once a second in a pause
 */
record Retry(Waiting waiting, BooleanSupplier cancelled) {

    /** Tries without any headway before giving up. A guess: half a minute of pauses. */
    static final int TRIES = 6;

    /** Longest pause that a server may ask for. The hub counts requests in windows of five minutes. */
    static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** Work over a connection. */
    @FunctionalInterface
    interface Work<T> {

        T run() throws IOException, InterruptedException;

        /** How far it is: a failure after some headway counts as the first one again. */
        default long headway() {
            return 0;
        }
    }

    /** @param what the work, for messages: {@code config.json of org/name@main} */
    <T> T run(String what, Work<T> work) {
        for (int failures = 0; ; ) {
            check(what);
            long before = work.headway();
            try {
                return work.run();
            } catch (IOException e) {
                check(what);
                failures = work.headway() > before ? 1 : failures + 1;
                pause(pauseAfter(e, failures, what), e, what);
            } catch (InterruptedException e) {
                throw interrupted(what);
            }
        }
    }

    private static Duration pauseAfter(IOException failure, int failures, String what) {
        if (failures >= TRIES) {
            throw UserException.environment(
                    what + ": " + reason(failure) + ", " + TRIES + " times. What has arrived is kept: run again, and"
                            + " the download goes on where it stopped.",
                    failure);
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << (failures - 1));
        Duration asked =
                failure instanceof TransientFailure known ? known.askedWait().orElse(doubled) : doubled;
        if (asked.compareTo(LONGEST_ASKED) > 0) {
            throw UserException.environment(
                    what + ": " + reason(failure) + "; the server asks to wait " + asked.toSeconds()
                            + " s. What has arrived is kept: run again then.",
                    failure);
        }
        return asked;
    }

    private void pause(Duration duration, IOException failure, String what) {
        LOG.warn("{}: {}; next try in {} s", what, reason(failure), duration.toSeconds());
        try {
            for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(BEAT)) {
                check(what);
                waiting.sleep(left.compareTo(BEAT) < 0 ? left : BEAT);
            }
        } catch (InterruptedException e) {
            throw interrupted(what);
        }
    }

    /** Connections often fail with a message that says nothing without its type. */
    private static String reason(IOException failure) {
        return failure instanceof TransientFailure ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    void check(String what) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("cancelled while downloading " + what);
        }
    }

    private static CancellationException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while downloading " + what);
    }
}
