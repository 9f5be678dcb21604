package dev.lethe.harness.target;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets one process at a time build a target. The operating system frees the lock of a process that dies. */
final class BuildLock {

    private static final Logger LOG = LoggerFactory.getLogger(BuildLock.class);

    private BuildLock() {}

    /** Waits until this process holds the lock, then works. */
    static void whileHolding(Path file, Runnable work) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw unusable(file, e);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                LOG.info("Another process builds this target; waiting for it ({})", file);
                channel.lock();
            }
            work.run();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static UserException unusable(Path file, IOException cause) {
        return UserException.environment(
                "cannot lock " + file + ": " + cause.getMessage() + "; name a writable folder with -Dcache=", cause);
    }
}
