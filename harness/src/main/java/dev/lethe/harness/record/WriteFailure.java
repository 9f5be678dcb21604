package dev.lethe.harness.record;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Says which file could not be written, how much of it, what stays of it, and what to do. */
public final class WriteFailure {

    /** What systems say of a full disk or quota in English; others are known by the space that is left. */
    private static final Pattern FULL =
            Pattern.compile("no space left|not enough space|quota exceeded", Pattern.CASE_INSENSITIVE);

    private WriteFailure() {}

    /**
     * The error of a write that failed.
     *
     * @param file where to
     * @param what what was to be written, by its size where that is known: {@code 412 bytes}
     * @param kept what of the file or beside it is still there, a whole sentence
     */
    public static UserException of(Path file, String what, String kept, IOException cause) {
        String message = isFull(file, cause)
                ? "No space left on the disk of " + file + " for " + what + ". " + kept + " Free space and run"
                        + " the same command again: finished work is not repeated."
                : file + " cannot be written (" + what + "): " + cause + ". " + kept + " See that the folder"
                        + " may be written, then run the same command again.";
        return UserException.environment(message, cause);
    }

    private static boolean isFull(Path file, IOException cause) {
        if (FULL.matcher(String.valueOf(cause.getMessage())).find()) {
            return true;
        }
        try {
            return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace() == 0;
        } catch (IOException unknown) {
            return false;
        }
    }
}
