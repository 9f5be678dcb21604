package dev.lethe.harness.source;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Gives blobs the names they have in a repository: by links, or by moving them where the system allows no links.
 *
 * @param linker makes a symbolic link
 */
record SnapshotLinks(Linker linker) {

    /** Makes a symbolic link at {@code link} to {@code target}. */
    interface Linker {

        void link(Path link, Path target) throws IOException;
    }

    static SnapshotLinks symbolic() {
        return new SnapshotLinks(Files::createSymbolicLink);
    }

    /** Makes {@code pointer} the file that {@code blob} is. */
    void link(Path pointer, Path blob) {
        try {
            Files.createDirectories(pointer.getParent());
            // A link to a blob that somebody deleted.
            Files.deleteIfExists(pointer);
            try {
                linker.link(pointer, pointer.getParent().relativize(blob));
            } catch (IOException | UnsupportedOperationException noLinks) {
                Files.move(blob, pointer, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw UserException.environment(
                    "cannot make " + pointer + ": " + e + ". Is the disk full or the folder read-only?", e);
        }
    }
}
