package dev.lethe.harness.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.lethe.data.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of one JSON object a line that grows while a trial runs and survives its being killed. A line counts once its
 * newline is on disk; what follows the last newline was torn by a kill and is cut off. Not thread-safe.
 *
 * @param <T> the rows: records of this package
 */
public final class JsonlFile<T> {

    private final Path file;
    private final Class<T> type;

    private JsonlFile(Path file, Class<T> type) {
        this.file = file;
        this.type = type;
    }

    /** {@code generations.jsonl} of a trial's folder. */
    public static JsonlFile<GenerationRow> generations(Path folder) {
        return new JsonlFile<>(folder.resolve("generations.jsonl"), GenerationRow.class);
    }

    /** {@code membership.jsonl} of a trial's folder. */
    public static JsonlFile<MembershipRow> membership(Path folder) {
        return new JsonlFile<>(folder.resolve("membership.jsonl"), MembershipRow.class);
    }

    /** {@code mmlu.jsonl} of a trial's folder. */
    public static JsonlFile<MmluRow> mmlu(Path folder) {
        return mmluFile(folder.resolve("mmlu.jsonl"));
    }

    /** A file like {@code mmlu.jsonl}, of any name. */
    static JsonlFile<MmluRow> mmluFile(Path file) {
        return new JsonlFile<>(file, MmluRow.class);
    }

    /** Whether there is such a file. */
    public boolean exists() {
        return Files.isRegularFile(file);
    }

    /** {@code trajectory.jsonl} of a trial's folder. */
    public static JsonlFile<TrajectoryRow> trajectory(Path folder) {
        return new JsonlFile<>(folder.resolve("trajectory.jsonl"), TrajectoryRow.class);
    }

    /** Where the file is. */
    public Path path() {
        return file;
    }

    /**
     * Adds rows; they are on disk when this returns. If it fails, the file is as it was.
     *
     * @throws UserException naming file, bytes and the rows that are kept, where the disk is full or cannot be written
     */
    public void append(List<T> rows) {
        byte[] lines = lines(rows);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long end = wholeLines(channel);
                channel.truncate(end).position(end);
                try {
                    AtomicFile.writeFully(channel, lines);
                    channel.force(true);
                } catch (IOException e) {
                    cutBack(channel, end, e);
                    throw e;
                }
            }
        } catch (IOException e) {
            throw WriteFailure.of(file, lines.length + " bytes", kept(), e);
        }
    }

    /** Takes back what was written of rows that did not fit; where that fails too, the next reader does. */
    private static void cutBack(FileChannel channel, long end, IOException failure) {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private String kept() {
        long rows = 0;
        if (exists()) {
            try {
                for (byte letter : Files.readAllBytes(file)) {
                    rows += letter == '\n' ? 1 : 0;
                }
            } catch (IOException e) {
                return "Finished rows are kept in it.";
            }
        }
        return rows + (rows == 1 ? " finished row is" : " finished rows are") + " kept in it.";
    }

    /**
     * The rows so far, none if there is no file; a torn last line is cut off.
     *
     * @throws UserException naming file and line of a line that cannot be read
     */
    public List<T> read() {
        return read(true);
    }

    /** As {@link #read()}, but the file stays as it is: another process may be writing it. */
    public List<T> look() {
        return read(false);
    }

    private List<T> read(boolean cut) {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text;
        try {
            byte[] content = Files.readAllBytes(file);
            int end = content.length;
            while (end > 0 && content[end - 1] != '\n') {
                end--;
            }
            if (cut && end < content.length && Files.isWritable(file)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(end);
                }
            }
            text = new String(content, 0, end, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw UserException.environment(file + " cannot be read: " + e, e);
        }
        return parse(text);
    }

    /** Deletes the file if there is one, to begin anew. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw UserException.environment(file + " cannot be deleted: " + e, e);
        }
    }

    private List<T> parse(String text) {
        var rows = new ArrayList<T>();
        for (String line : text.lines().toList()) {
            try {
                rows.add(LetheJson.MAPPER.readValue(line, type));
            } catch (JsonProcessingException e) {
                String message = file + ":" + (rows.size() + 1) + ": " + RecordJson.explain(e)
                        + ". Delete the file to have it computed again.";
                throw new UserException(UserException.Kind.DATA, message, e);
            }
        }
        return List.copyOf(rows);
    }

    private byte[] lines(List<T> rows) {
        var bytes = new ByteArrayOutputStream();
        for (T row : rows) {
            try {
                bytes.writeBytes(LetheJson.MAPPER.writeValueAsBytes(row));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            bytes.write('\n');
        }
        return bytes.toByteArray();
    }

    /** Position behind the last newline. */
    private static long wholeLines(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long end = channel.size(); end > 0; end--) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }
}
