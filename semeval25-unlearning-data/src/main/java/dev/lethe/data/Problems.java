package dev.lethe.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mistakes found in one file, shown together so that a user mends them in one go. */
final class Problems {

    /** More would scroll the first, most telling ones off a terminal. */
    private static final int SHOWN = 10;

    private final Path file;
    private final List<String> messages = new ArrayList<>();
    private int count;

    Problems(Path file) {
        this.file = file;
    }

    void add(long line, String message) {
        count++;
        if (messages.size() < SHOWN) {
            messages.add(file.getFileName() + ":" + line + ": " + message);
        }
    }

    void throwIfAny() {
        if (count == 0) {
            return;
        }
        String rest = count > messages.size() ? "\n... and " + (count - messages.size()) + " more" : "";
        throw UserException.data(String.join("\n", messages) + rest + "\nCorrect "
                + file.toAbsolutePath().normalize() + " or name another data folder.");
    }

    /** The file holds nothing: not a mistake of one line. */
    UserException empty(String expected) {
        return UserException.data(file.getFileName() + ": the file is empty; expected " + expected + ". Check "
                + file.toAbsolutePath().normalize() + ", the download may have been cut off.");
    }
}
