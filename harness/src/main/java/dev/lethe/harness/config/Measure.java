package dev.lethe.harness.config;

import dev.lethe.data.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an expectation can be about. */
public enum Measure {
    /** The final score, in [0, 1]; the threshold is a minimum. */
    FINAL("final", false, false),
    /** Harmonic mean of the twelve terms, in [0, 1]; the threshold is a minimum. */
    TASK_AGGREGATE("taskAggregate", false, false),
    /** The membership inference score (not its AUC), in [0, 1]; the threshold is a minimum. */
    MIA("mia", false, false),
    /** Multiple-choice accuracy over all questions, in [0, 1]; the threshold is a minimum. */
    MMLU("mmlu", false, false),
    /**
     * The share of the model's own multiple-choice accuracy before unlearning that is left, in [0, 1]; the threshold is
     * a minimum.
     */
    MMLU_FLOOR("mmluFloor", false, false),
    /** Seconds that the trial took in all; the threshold is a maximum. */
    MAX_SECONDS("maxSeconds", false, true),
    /** Mean of the values of a task's forget terms, in [0, 1]; the threshold is a maximum. */
    FORGET("forget", true, true),
    /** Mean of the values of a task's retain terms, in [0, 1]; the threshold is a minimum. */
    RETAIN("retain", true, false);

    /** What every key of an expectation begins with. */
    static final String PREFIX = "expect.";

    private final String label;
    private final boolean perTask;
    private final boolean maximum;

    Measure(String label, boolean perTask, boolean maximum) {
        this.label = label;
        this.perTask = perTask;
        this.maximum = maximum;
    }

    /** Whether the measure belongs to one task, so that its threshold names one. */
    public boolean isPerTask() {
        return perTask;
    }

    /** Whether a threshold on this measure is the largest allowed value; otherwise it is the smallest. */
    public boolean isMaximum() {
        return maximum;
    }

    /** The name of a threshold on this measure: {@code final}, or {@code forget.task1} where it belongs to a task. */
    public Expectation.Name named(@Nullable Task task) {
        String suffix = task == null ? "" : "." + task.label().toLowerCase(Locale.ROOT);
        return new Expectation.Name(label + suffix, this, task);
    }

    private Stream<Expectation.Name> names() {
        return perTask ? Arrays.stream(Task.values()).map(this::named) : Stream.of(named(null));
    }

    /** The names of all thresholds. */
    static List<Expectation.Name> allNames() {
        return Stream.of(values()).flatMap(Measure::names).toList();
    }
}
