package dev.lethe.harness.target;

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

/** Lets one process, and in it one thread, build at a time. The operating system frees the lock of a process that dies. */
final class BuildLock {

    private static final Logger LOG = LoggerFactory.getLogger(BuildLock.class);

    /** How often a waiting process asks again. */
    private static final long PAUSE_MILLIS = 100;

    /** A file's lock belongs to the process: it excludes no thread, and closing any channel of the file frees it. */
    private static final Lock THIS_PROCESS = new ReentrantLock();

    private BuildLock() {}

    /**
     * Waits until this thread holds the lock, then works.
     *
     * @param cancelled asked while waiting; when true, waiting ends with {@link CancellationException}
     */
    static void whileHolding(Path file, BooleanSupplier cancelled, Runnable work) {
        await(file, cancelled, () -> THIS_PROCESS.tryLock(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    LOG.info("Another process builds this target; waiting for it ({})", file);
                    await(file, cancelled, () -> {
                        Thread.sleep(PAUSE_MILLIS);
                        return channel.tryLock() != null;
                    });
                }
                work.run();
            }
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    /** Tries for a while; true when it worked. */
    @FunctionalInterface
    private interface Attempt {
        boolean succeeds() throws IOException, InterruptedException;
    }

    private static void await(Path file, BooleanSupplier cancelled, Attempt attempt) {
        try {
            while (!attempt.succeeds()) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("cancelled while another process or thread held " + file);
                }
            }
        } catch (IOException e) {
            throw unusable(file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + file, e);
        }
    }

    private static UserException unusable(Path file, IOException cause) {
        return UserException.environment(
                "cannot lock " + file + ": " + cause + "; name a writable folder with -Dcache=", cause);
    }
}
