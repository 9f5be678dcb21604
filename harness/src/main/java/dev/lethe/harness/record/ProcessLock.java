package dev.lethe.harness.record;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
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

    private ProcessLock() {}

    /**
     * Waits until nobody else holds the lock, then works.
     *
     * @param file the lock; made where it is missing, and left there
     * @param what the work, as a person reads it: {@code builds this target}
     * @param remedy what the user can do where the file cannot be locked
     * @param cancelled asked while waiting
     */
    public static void whileHolding(Path file, String what, String remedy, BooleanSupplier cancelled, Runnable work) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                acquire(channel, file, what, cancelled);
                work.run();
            }
        } catch (IOException e) {
            throw UserException.environment("cannot lock " + file + ": " + e + "; " + remedy, e);
        }
    }

    private static void acquire(FileChannel channel, Path file, String what, BooleanSupplier cancelled)
            throws IOException {
        if (attempt(channel) != null) {
            return;
        }
        LOG.info("Somebody else {}; waiting for them ({})", what, file);
        do {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while somebody else " + what);
            }
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled while somebody else " + what);
            }
        } while (attempt(channel) == null);
    }

    private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByAnotherThread) {
            return null;
        }
    }
}
