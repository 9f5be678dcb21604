package dev.lethe.harness.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that may well go better on the next try, like every {@link IOException} of a connection. */
final class TransientFailure extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration wait;

    /** @param wait how long the server asks to wait; null where it does not say */
    TransientFailure(String message, @Nullable Duration wait) {
        super(message);
        this.wait = wait;
    }

    Optional<Duration> askedWait() {
        return Optional.ofNullable(wait);
    }
}
