package dev.lethe.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The two files of rows of a data folder, found by their names. Of {@code forget_train*} and {@code forget_validation*}
 * in one folder, as released, the first counts; a folder of its own makes the second one count.
 */
record RowFiles(Path forget, Path retain) {

    private static final String JSONL = ".jsonl";
    private static final String PARQUET = ".parquet";
    private static final String LOOKED_FOR =
            "forget*.jsonl and retain*.jsonl (forget.jsonl, forget_train.jsonl ...), or"
                    + " the same with .parquet, in the folder itself or in data/ below it";

    /** Finds the files; an error says what was looked for, or which files compete. */
    static RowFiles find(Path folder) {
        Path shown = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            String what = Files.exists(folder) ? "not a folder: " : "data folder not found: ";
            throw UserException.data(what + shown + "; expected a folder with " + LOOKED_FOR + ".");
        }
        List<Path> folders = List.of(folder, folder.resolve("data"));
        List<Path> forget = list(folders, RowSet.FORGET);
        List<Path> retain = list(folders, RowSet.RETAIN);
        if (forget.isEmpty() && retain.isEmpty()) {
            throw UserException.data("no rows in " + shown + "; looked for " + LOOKED_FOR + ".");
        }
        return new RowFiles(only(forget, RowSet.FORGET, shown), only(retain, RowSet.RETAIN, shown));
    }

    /** Whether a file of rows is parquet; otherwise it is jsonl. */
    static boolean isParquet(Path file) {
        return file.getFileName().toString().endsWith(PARQUET);
    }

    /** The one file of a set. The release of SemEval-2025 Task 4 has two, of which methods are trained on the first. */
    private static Path only(List<Path> candidates, RowSet set, Path shown) {
        if (candidates.isEmpty()) {
            throw UserException.data("no " + set.label() + " rows in " + shown + "; looked for " + LOOKED_FOR + ".");
        }
        boolean released = candidates.size() == 2
                && isPart(candidates.get(0), set, "train")
                && isPart(candidates.get(1), set, "validation");
        if (candidates.size() > 1 && !released) {
            throw UserException.data("several files of " + set.label() + " rows in " + shown + ": "
                    + names(shown, candidates) + "; keep one of them, the others in another folder.");
        }
        return candidates.get(0);
    }

    private static boolean isPart(Path file, RowSet set, String part) {
        return file.getFileName().toString().startsWith(set.label() + "_" + part);
    }

    private static String names(Path folder, List<Path> files) {
        return String.join(
                ", ",
                files.stream()
                        .map(file -> folder.relativize(file.toAbsolutePath().normalize())
                                .toString()
                                .replace('\\', '/'))
                        .toList());
    }

    /** The files of jsonl or, where there are none, those of parquet. */
    private static List<Path> list(List<Path> folders, RowSet set) {
        List<Path> jsonl = list(folders, set.label(), JSONL);
        return jsonl.isEmpty() ? list(folders, set.label(), PARQUET) : jsonl;
    }

    private static List<Path> list(List<Path> folders, String prefix, String suffix) {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.getFileName().toString().startsWith(prefix)
                                && file.getFileName().toString().endsWith(suffix)
                                && Files.isRegularFile(file))
                        .sorted()
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UserException(
                        UserException.Kind.DATA, "cannot list " + folder + ": " + e + "; check its permissions", e);
            }
        }
        return found;
    }
}
