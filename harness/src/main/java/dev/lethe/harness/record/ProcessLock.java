package dev.lethe.harness.record;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one at a time do a piece of work, among all processes of the machine and all threads of this one. The file says
 * who holds it. The operating system frees the lock of a process that dies.
 */
public final class ProcessLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);

    /** Pause between two tries: short beside work that takes seconds at least. */
    private static final long PAUSE_MILLIS = 200;

    /** What is locked of the file lies behind its text, which some systems let nobody read otherwise. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final int MAX_TEXT_BYTES = 200;

    /** A file's lock belongs to the process: it excludes no thread, and closing any channel of the file frees it. */
    private static final Map<Path, Thread> HELD_HERE = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Waits until nobody else holds the lock, then works.
     *
     * @param file the lock; made where it is missing, and left there
     * @param what the work, as a person reads it: {@code builds this target}
     * @param remedy what the user can do where the file cannot be locked
     * @param cancelled asked while waiting; when true, waiting ends with {@link CancellationException}
     */
    public static void whileHolding(Path file, String what, String remedy, BooleanSupplier cancelled, Runnable work) {
        ProcessLock held = acquire(file, what, remedy, cancelled);
        try {
            work.run();
        } finally {
            held.close();
        }
    }

    /** Waits until nobody else holds the lock; it is held until it is closed. The parameters are those above. */
    public static ProcessLock acquire(Path file, String what, String remedy, BooleanSupplier cancelled) {
        Path path = file.toAbsolutePath().normalize();
        if (HELD_HERE.get(path) == Thread.currentThread()) {
            throw new IllegalStateException("this thread holds " + path + " already, and would wait for itself");
        }
        try {
            await(what, cancelled, () -> HELD_HERE.putIfAbsent(path, Thread.currentThread()) == null);
            try {
                return new ProcessLock(path, locked(path, what, cancelled));
            } catch (IOException | RuntimeException e) {
                HELD_HERE.remove(path);
                throw e;
            }
        } catch (IOException e) {
            throw UserException.environment("cannot lock " + file + ": " + e + "; " + remedy, e);
        }
    }

    private static FileChannel locked(Path path, String what, BooleanSupplier cancelled) throws IOException {
        Files.createDirectories(path.getParent());
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!isLocked(channel)) {
                LOG.info("{} {}; waiting for it ({})", holder(channel), what, path);
                await(what, cancelled, () -> isLocked(channel));
            }
            byte[] text = (ProcessHandle.current().pid() + " since "
                            + Instant.now().truncatedTo(ChronoUnit.SECONDS))
                    .getBytes(StandardCharsets.UTF_8);
            channel.truncate(0).position(0);
            AtomicFile.writeFully(channel, text);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    }

    /** Who holds the lock, as its file says. */
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_TEXT_BYTES);
        int length = channel.read(text, 0);
        return length <= 0
                ? "Another process"
                : "Process " + new String(text.array(), 0, length, StandardCharsets.UTF_8);
    }

    /** Frees the lock. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed; it is freed when this process ends", file, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }

    /** Tries; true when it worked. */
    @FunctionalInterface
    private interface Attempt {
        boolean succeeds() throws IOException;
    }

    private static void await(String what, BooleanSupplier cancelled, Attempt attempt) throws IOException {
        while (!attempt.succeeds()) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled while somebody else " + what);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while somebody else " + what);
            }
        }
    }
}
