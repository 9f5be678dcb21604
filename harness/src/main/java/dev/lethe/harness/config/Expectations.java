package dev.lethe.harness.config;

import dev.lethe.data.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The thresholds of a run; none unless asked for. */
public record Expectations(List<Expectation> all) {

    /** No thresholds: every score is a result. */
    public static final Expectations NONE = new Expectations(List.of());

    public Expectations {
        all = List.copyOf(all);
    }

    /** Those that the leaf of {@code task} checks. */
    public List<Expectation> of(Task task) {
        return all.stream()
                .filter(expectation -> expectation.name().task() == task)
                .toList();
    }

    /** Those that the leaf {@code overall} checks. */
    public List<Expectation> ofOverall() {
        return all.stream()
                .filter(expectation -> expectation.name().task() == null)
                .toList();
    }

    /** Whether one of them compares with the model before unlearning. */
    public boolean needBaseline() {
        return all.stream().anyMatch(expectation -> expectation.name().measure() == Measure.MMLU_FLOOR);
    }

    /**
     * Reads {@code expect.*}; what cannot be read, or what no leaf of the run would check, is added to {@code problems}.
     *
     * @param subtasks the tasks of the run
     */
    static Expectations read(GivenValues given, Set<Task> subtasks, List<String> problems) {
        var expectations = new ArrayList<Expectation>();
        for (Expectation.Name name : Measure.allNames()) {
            given.expectation(name).ifPresent(text -> {
                parse(name, text, problems).ifPresent(expectations::add);
                if (name.task() != null && !subtasks.contains(name.task())) {
                    problems.add(unchecked(name.task(), text, subtasks));
                }
            });
        }
        return new Expectations(expectations);
    }

    private static String unchecked(Task task, GivenText text, Set<Task> subtasks) {
        return text.label() + " = \"" + text.text() + "\" has no effect: this run has no " + key(task) + ", only "
                + subtasks.stream().map(Expectations::key).collect(Collectors.joining(", ")) + ". Add " + key(task)
                + " to -Dsubtasks= or take the expectation away.";
    }

    private static String key(Task task) {
        return task.label().toLowerCase(Locale.ROOT);
    }

    private static Optional<Expectation> parse(Expectation.Name name, GivenText text, List<String> problems) {
        boolean seconds = name.measure() == Measure.MAX_SECONDS;
        try {
            double threshold = Double.parseDouble(text.text());
            if (threshold >= 0 && Double.isFinite(threshold) && (seconds || threshold <= 1)) {
                return Optional.of(new Expectation(name, threshold));
            }
        } catch (NumberFormatException notANumber) {
            // told below, in the words of a number out of range
        }
        problems.add(text.label() + " = \"" + text.text() + "\"; expected "
                + (seconds ? "a number of seconds from 0." : "a number from 0 to 1."));
        return Optional.empty();
    }
}
