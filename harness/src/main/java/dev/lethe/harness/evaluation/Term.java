package dev.lethe.harness.evaluation;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;

/**
 * One of the twelve terms of the task aggregate.
 *
 * @param value raw mean over the rows, in [0, 1]; higher means more remembered
 * @param score as it enters the harmonic mean, in [0, 1]; higher is better: {@code 1 - value} on the forget set
 */
public record Term(Task task, RowSet set, Probe probe, double value, double score) {

    static Term of(Task task, RowSet set, Probe probe, double value) {
        return new Term(
                task,
                set,
                probe,
                value,
                switch (set) {
                    case FORGET -> 1 - value;
                    case RETAIN -> value;
                });
    }
}
