package dev.lethe.harness.record;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one at a time do a piece of work, among all processes of the machine and all threads of this one. The operating
 * system frees the lock of a process that dies.
 */
public final class ProcessLock {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);

    /** Pause between two tries: short beside work that takes seconds at least. */
    private static final long PAUSE_MILLIS = 200;

    /** A file's lock belongs to the process: it excludes no thread, and closing any channel of the file frees it. */
    private static final Lock THIS_PROCESS = new ReentrantLock();

    private ProcessLock() {}

    /**
     * Waits until nobody else holds the lock, then works.
     *
     * @param file the lock; made where it is missing, and left there
     * @param what the work, as a person reads it: {@code builds this target}
     * @param remedy what the user can do where the file cannot be locked
     * @param cancelled asked while waiting; when true, waiting ends with {@link CancellationException}
     */
    public static void whileHolding(Path file, String what, String remedy, BooleanSupplier cancelled, Runnable work) {
        try {
            await(what, cancelled, () -> THIS_PROCESS.tryLock(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    if (channel.tryLock() == null) {
                        LOG.info("Somebody else {}; waiting for them ({})", what, file);
                        await(what, cancelled, () -> {
                            Thread.sleep(PAUSE_MILLIS);
                            return channel.tryLock() != null;
                        });
                    }
                    work.run();
                }
            } finally {
                THIS_PROCESS.unlock();
            }
        } catch (IOException e) {
            throw UserException.environment("cannot lock " + file + ": " + e + "; " + remedy, e);
        }
    }

    /** Tries for a while; true when it worked. */
    @FunctionalInterface
    private interface Attempt {
        boolean succeeds() throws IOException, InterruptedException;
    }

    private static void await(String what, BooleanSupplier cancelled, Attempt attempt) throws IOException {
        try {
            while (!attempt.succeeds()) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("cancelled while somebody else " + what);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while somebody else " + what);
        }
    }
}
