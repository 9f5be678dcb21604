package dev.lethe.harness.evaluation;

import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row with what the model generated for it, its texts as the official script sees them.
 *
 * @param id the row's id; the probe is read from it
 * @param task the task's name, for example {@code Task1}; null where the official script reads none, such a row counts
 *     in the overall means only
 * @param set the set the row belongs to
 * @param expected the expected continuation or answer
 * @param generated the generated text
 */
public record GeneratedRow(String id, @Nullable String task, RowSet set, String expected, String generated) {

    /**
     * A row of a trial. Its texts pass through the same rule for missing values as the official CSV files: an empty
     * generation is scored as the text {@code nan}.
     */
    public static GeneratedRow of(String id, Task task, RowSet set, String expected, String generated) {
        return new GeneratedRow(
                id, task.label(), set, MissingValues.asScored(expected), MissingValues.asScored(generated));
    }

    /** A row of a trial. */
    public static GeneratedRow of(Row row, RowSet set, String generated) {
        return of(row.id(), row.task(), set, row.output(), generated);
    }

    /**
     * The probe by the official rule: the id without its last character ends in {@code sc} or {@code qa}. Other ids,
     * for example with two digits, count for nothing.
     */
    public Optional<Probe> probe() {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        String stem = id.substring(0, id.offsetByCodePoints(id.length(), -1));
        for (Probe probe : Probe.values()) {
            if (stem.endsWith(probe.code())) {
                return Optional.of(probe);
            }
        }
        return Optional.empty();
    }
}
