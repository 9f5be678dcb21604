package dev.lethe.harness.config;

import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.MmluScore;
import org.jspecify.annotations.Nullable;

/**
 * A threshold that a trial has to keep.
 *
 * @param name what it is about
 * @param threshold the smallest, or for a maximum the largest, value allowed
 */
public record Expectation(Name name, double threshold) {

    /**
     * What a threshold is about.
     *
     * @param text as it follows {@code expect.}: {@code final}, {@code forget.task2}
     * @param measure the measure
     * @param task the task of a measure that belongs to one, otherwise null
     */
    public record Name(String text, Measure measure, @Nullable Task task) {

        public Name {
            if (measure.isPerTask() != (task != null)) {
                throw new IllegalArgumentException(
                        text + ": a task is named exactly where the measure belongs to one task");
            }
        }

        /** The full key: {@code expect.forget.task2}. */
        public String key() {
            return Measure.PREFIX + text;
        }
    }

    /** Whether {@code value} keeps the threshold; of a share of two accuracies, rounding aside. */
    public boolean isMetBy(double value) {
        if (name.measure() == Measure.MMLU_FLOOR) {
            return MmluScore.reaches(value, threshold);
        }
        return name.measure().isMaximum() ? value <= threshold : value >= threshold;
    }

    /** The threshold as a message says it: {@code at least 0.4}. */
    public String bound() {
        return (name.measure().isMaximum() ? "at most " : "at least ") + threshold;
    }
}
