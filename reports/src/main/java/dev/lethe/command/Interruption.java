package dev.lethe.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens on Ctrl-C, or when the process is asked to end: something is told to stop, and the process waits until
 * it has. Closing it says that it has.
 */
final class Interruption implements AutoCloseable {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean happened = new AtomicBoolean();
    private final Thread hook;

    /** @param stop tells it; returns at once */
    Interruption(Runnable stop) {
        hook = new Thread(
                () -> {
                    happened.set(true);
                    stop.run();
                    awaitEnd();
                },
                "lethe-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the process was asked to end. */
    boolean happened() {
        return happened.get();
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is waiting for what comes next.
        }
        ended.countDown();
    }
}
