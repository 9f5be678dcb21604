package dev.lethe.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The two files of rows of a data folder, found by their names. */
record RowFiles(Path forget, Path retain) {

    private static final String LOOKED_FOR =
            "forget*.jsonl and retain*.jsonl (forget.jsonl, forget_train.jsonl ...), in the folder itself or in data/ below it";

    /** Finds the files; an error says what was looked for, or which files compete. */
    static RowFiles find(Path folder) {
        Path shown = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            String what = Files.exists(folder) ? "not a folder: " : "data folder not found: ";
            throw UserException.data(what + shown + "; expected a folder with " + LOOKED_FOR + ".");
        }
        List<Path> folders = List.of(folder, folder.resolve("data"));
        List<Path> forget = list(folders, RowSet.FORGET.label(), ".jsonl");
        List<Path> retain = list(folders, RowSet.RETAIN.label(), ".jsonl");
        if (forget.isEmpty() && retain.isEmpty()) {
            throw noRows(shown, folders);
        }
        return new RowFiles(only(forget, RowSet.FORGET, shown), only(retain, RowSet.RETAIN, shown));
    }

    private static UserException noRows(Path shown, List<Path> folders) {
        List<Path> parquet = new ArrayList<>(list(folders, RowSet.FORGET.label(), ".parquet"));
        parquet.addAll(list(folders, RowSet.RETAIN.label(), ".parquet"));
        if (!parquet.isEmpty()) {
            return UserException.data("only parquet files in " + shown + " ("
                    + names(shown, parquet) + "); this version reads jsonl, not parquet."
                    + " Convert them to forget.jsonl and retain.jsonl with the columns id, input, output, task.");
        }
        return UserException.data("no rows in " + shown + "; looked for " + LOOKED_FOR + ".");
    }

    private static Path only(List<Path> candidates, RowSet set, Path shown) {
        if (candidates.isEmpty()) {
            throw UserException.data("no " + set.label() + " rows in " + shown + "; looked for " + LOOKED_FOR + ".");
        }
        if (candidates.size() > 1) {
            throw UserException.data("several files of " + set.label() + " rows in " + shown + ": "
                    + names(shown, candidates) + "; keep one of them, the others in another folder.");
        }
        return candidates.get(0);
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
