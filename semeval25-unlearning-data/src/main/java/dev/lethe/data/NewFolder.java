package dev.lethe.data;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/** Fills a folder beside its final place and moves it there, so that a kill leaves nothing that looks complete. */
final class NewFolder {

    /** What writes into the folder. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path folder) throws IOException;
    }

    private NewFolder() {}

    static void fill(Path folder, Content content) {
        Path target = folder.toAbsolutePath().normalize();
        try {
            refuseContents(target);
            Path parent = target.getParent();
            if (parent == null) {
                throw UserException.data("cannot write to " + target + "; name a folder below it");
            }
            Files.createDirectories(parent);
            Path unfinished = parent.resolve("." + target.getFileName() + "-" + UUID.randomUUID() + ".tmp");
            try {
                Files.createDirectory(unfinished);
                content.writeTo(unfinished);
                // An empty folder may be in the way, and not every file system replaces one in a move.
                Files.deleteIfExists(target);
                move(unfinished, target);
            } finally {
                delete(unfinished);
            }
        } catch (IOException e) {
            throw UserException.environment(
                    "cannot write " + target + ": " + e + "; check the free space and the permissions", e);
        }
    }

    private static void refuseContents(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw UserException.data("not a folder: " + target + "; name a new or an empty folder");
        }
        try (Stream<Path> inside = Files.list(target)) {
            if (inside.findAny().isPresent()) {
                throw UserException.data(
                        "the folder " + target + " is not empty; name a new or an empty one, or delete it first");
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
