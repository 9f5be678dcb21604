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
 * Lets one process, and in it one thread, work at a time. The operating system frees the lock of a process that dies.
 *
 * @param file the lock; made where it is missing, and left there
 * @param what the work, as a person reads it: {@code builds this target}
 * @param remedy what the user can do where the file cannot be locked
 */
public record ProcessLock(Path file, String what, String remedy) {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);

    /** How often a waiting process asks again. */
    private static final long PAUSE_MILLIS = 100;

    /** A file's lock belongs to the process: it excludes no thread, and closing any channel of the file frees it. */
    private static final Lock THIS_PROCESS = new ReentrantLock();

    /**
     * Waits until this thread holds the lock, then works.
     *
     * @param cancelled asked while waiting; when true, waiting ends with {@link CancellationException}
     */
    public void whileHolding(BooleanSupplier cancelled, Runnable work) {
        await(cancelled, () -> THIS_PROCESS.tryLock(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    LOG.info("Another process {}; waiting for it ({})", what, file);
                    await(cancelled, () -> {
                        Thread.sleep(PAUSE_MILLIS);
                        return channel.tryLock() != null;
                    });
                }
                work.run();
            }
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    /** Tries for a while; true when it worked. */
    @FunctionalInterface
    private interface Attempt {
        boolean succeeds() throws IOException, InterruptedException;
    }

    private void await(BooleanSupplier cancelled, Attempt attempt) {
        try {
            while (!attempt.succeeds()) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("cancelled while another process or thread held " + file);
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + file, e);
        }
    }

    private UserException unusable(IOException cause) {
        return UserException.environment("cannot lock " + file + ": " + cause + "; " + remedy, cause);
    }
}
