package dev.lethe.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the forget and retain rows of LUME and of SemEval-2025 Task 4 from jsonl or parquet, in file order. Every row has the
 * string fields {@code id}, {@code input}, {@code output} and {@code task}; a column {@code split} may stand beside
 * them, others are ignored.
 */
public final class RowReader {

    private static final Pattern ID = Pattern.compile(".+(sc|qa)\\d+", Pattern.DOTALL);

    private final Map<String, String> places = new HashMap<>();

    private RowReader() {}

    /**
     * Reads the two row files of a folder: one {@code forget*.jsonl} and one {@code retain*.jsonl}, or the same with
     * {@code .parquet}, in the folder itself or in {@code data/} below it.
     *
     * @throws UserException if the files are missing, ambiguous or hold mistakes; up to ten of one file are named
     */
    public static UnlearningDataset read(Path folder) {
        RowFiles files = RowFiles.find(folder);
        return read(files.forget(), files.retain());
    }

    /** Reads two files named one by one. An id that stands twice, in one file or in both, is an error. */
    public static UnlearningDataset read(Path forgetFile, Path retainFile) {
        RowReader reader = new RowReader();
        return new UnlearningDataset(reader.rows(forgetFile, RowSet.FORGET), reader.rows(retainFile, RowSet.RETAIN));
    }

    private List<Row> rows(Path file, RowSet set) {
        List<Row> rows = new ArrayList<>();
        Consumer<JsonLine> reader = line -> {
            Row row = row(line, set, file.getFileName() + ":" + line.number());
            if (row != null) {
                rows.add(row);
            }
        };
        if (RowFiles.isParquet(file)) {
            ParquetRows.read(file, reader);
        } else {
            JsonLines.read(file, reader);
        }
        return rows;
    }

    private @Nullable Row row(JsonLine line, RowSet set, String place) {
        String id = id(line, place);
        String input = line.text("input");
        String output = line.text("output");
        Task task = task(line);
        checkSplit(line, set);
        if (id == null || input == null || output == null || task == null) {
            return null;
        }
        return new Row(id, input, output, task);
    }

    private @Nullable String id(JsonLine line, String place) {
        String id = line.text("id");
        if (id == null) {
            return null;
        }
        if (!ID.matcher(id).matches()) {
            line.problems()
                    .add(
                            line.number(),
                            "field \"id\" is \"" + id
                                    + "\"; expected a document key, then sc or qa and a number, such as 59716187sc1");
            return null;
        }
        String before = places.putIfAbsent(id, place);
        if (before != null) {
            line.problems()
                    .add(
                            line.number(),
                            "id \"" + id + "\" stands already at " + before + "; every row needs an id of its own");
            return null;
        }
        return id;
    }

    private static @Nullable Task task(JsonLine line) {
        String label = line.text("task");
        if (label == null) {
            return null;
        }
        for (Task task : Task.values()) {
            if (task.label().equals(label)) {
                return task;
            }
        }
        line.problems().add(line.number(), "field \"task\" is \"" + label + "\"; expected Task1, Task2 or Task3");
        return null;
    }

    /** The file decides the set; a split that names the other one means that the files were mixed up. */
    private static void checkSplit(JsonLine line, RowSet set) {
        String split = line.optionalText("split");
        RowSet other = set == RowSet.FORGET ? RowSet.RETAIN : RowSet.FORGET;
        if (other.label().equals(split)) {
            line.problems()
                    .add(
                            line.number(),
                            "field \"split\" is \"" + split + "\" in a file of " + set.label() + " rows; expected \""
                                    + set.label() + "\" or no such field");
        }
    }
}
