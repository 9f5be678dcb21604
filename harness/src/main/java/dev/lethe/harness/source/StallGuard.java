package dev.lethe.harness.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.BooleanSupplier;

/**
 * Reads from a connection, and gives it up when nothing arrives for a while or the user cancels: the stream of a
 * response would wait for ever.
 */
final class StallGuard implements AutoCloseable {

    private static final long BEAT_MILLIS = 200;

    private final Timer timer = new Timer("lethe-download", true);
    private final InputStream body;
    private final Duration limit;
    private volatile long lastArrival = System.nanoTime();
    private volatile boolean stalled;

    StallGuard(InputStream body, Duration limit, BooleanSupplier cancelled) {
        this.body = body;
        this.limit = limit;
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        stalled = System.nanoTime() - lastArrival > limit.toNanos();
                        if (stalled || cancelled.getAsBoolean()) {
                            cancel();
                            closeBody();
                        }
                    }
                },
                BEAT_MILLIS,
                BEAT_MILLIS);
    }

    /** Reads what is there; -1 at the end. */
    int read(byte[] buffer) throws IOException {
        int count;
        try {
            count = body.read(buffer);
        } catch (IOException e) {
            throw stalled ? silence() : e;
        }
        if (stalled) {
            throw silence();
        }
        lastArrival = System.nanoTime();
        return count;
    }

    /** Reads to the end. */
    byte[] readAll() throws IOException {
        var content = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 13];
        for (int count = read(buffer); count >= 0; count = read(buffer)) {
            content.write(buffer, 0, count);
        }
        return content.toByteArray();
    }

    private TransientFailure silence() {
        return new TransientFailure("nothing has arrived for " + limit.toSeconds() + " s", null);
    }

    private void closeBody() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
