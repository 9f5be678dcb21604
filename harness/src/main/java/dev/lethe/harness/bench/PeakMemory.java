package dev.lethe.harness.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Forgets the peak of resident memory, so that each measurement has its own. */
final class PeakMemory {

    /** What Linux takes as: the peak is what is resident now. */
    private static final String RESET = "5";

    private PeakMemory() {}

    /** Resets the peak; false where the system cannot, and peaks are those of the process so far. */
    static boolean reset() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), RESET, StandardOpenOption.WRITE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
