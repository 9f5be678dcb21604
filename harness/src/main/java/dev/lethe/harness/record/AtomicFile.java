package dev.lethe.harness.record;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes whole files: whatever happens in the middle, a reader finds the old content or the new one. */
public final class AtomicFile {

    /** The names of files that are not whole yet. */
    private static final Pattern DRAFT = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

    private AtomicFile() {}

    /** Replaces {@code file} by {@code text} in UTF-8; missing parent folders are made. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces {@code file} by {@code content}; missing parent folders are made. */
    public static void write(Path file, byte[] content) {
        Path target = file.toAbsolutePath();
        try {
            Files.createDirectories(target.getParent());
            // Not Files.createTempFile: that would leave results readable by their owner alone.
            Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
            try {
                try (FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    writeFully(channel, content);
                    channel.force(true);
                }
                move(temporary, target);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw WriteFailure.of(target, content.length + " bytes", "What it held before is still there.", e);
        }
    }

    /** Deletes what processes that were killed in the middle left in a folder. Nobody else may be writing there. */
    public static void discardDrafts(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(AtomicFile::isDraft).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw UserException.environment(folder + " cannot be cleaned up: " + e, e);
        }
    }

    private static boolean isDraft(Path file) {
        return DRAFT.matcher(file.getFileName().toString()).matches();
    }

    static void writeFully(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
