package dev.lethe.harness.record;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder that appears whole or not at all: written beside its place under another name, then renamed. */
public final class AtomicFolder {

    private static final String DRAFT = ".draft-";

    private AtomicFolder() {}

    /** A new empty folder beside {@code target}; what a killed process left there is removed. */
    public static Path create(Path target) {
        String prefix = target.getFileName() + DRAFT;
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            try (Stream<Path> siblings = Files.list(target.toAbsolutePath().getParent())) {
                siblings.filter(sibling -> sibling.getFileName().toString().startsWith(prefix))
                        .toList()
                        .forEach(AtomicFolder::discard);
            }
            // Not Files.createTempDirectory: that would leave results readable by their owner alone.
            return Files.createDirectory(target.toAbsolutePath().resolveSibling(prefix + UUID.randomUUID()));
        } catch (IOException e) {
            throw UserException.environment(
                    "cannot create a folder beside " + target + ": " + e
                            + ". Is the disk full or the folder read-only?",
                    e);
        }
    }

    /** Gives a finished draft its name. */
    public static void publish(Path draft, Path target) {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw UserException.environment("cannot rename " + draft + " to " + target + ": " + e.getMessage(), e);
        }
    }

    /** Deletes a folder with all that is in it. */
    public static void discard(Path folder) {
        try {
            List<Path> deepestFirst;
            try (Stream<Path> files = Files.walk(folder)) {
                deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw UserException.environment("cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
