package dev.lethe.harness.api;

import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.config.Expectation;
import dev.lethe.harness.config.Measure;
import dev.lethe.harness.evaluation.Interval;
import dev.lethe.harness.evaluation.Intervals;
import dev.lethe.harness.evaluation.Metric;
import dev.lethe.harness.record.Analysis;
import dev.lethe.harness.record.StoredResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * What can be asserted of anything that was measured. A value that is absent keeps no threshold.
 *
 * @param <S> the type of the assertions
 * @param <A> what is asserted about
 */
public abstract class AbstractResultAssert<S extends AbstractResultAssert<S, A>, A> extends AbstractAssert<S, A> {

    private @Nullable Path folder;

    AbstractResultAssert(A actual, Class<S> selfType) {
        super(actual, selfType);
    }

    /**
     * The trial's folder: its rows give a miss its interval, and trials beside it are what
     * {@link Measure#MMLU_FLOOR} compares with.
     */
    public S in(Path trial) {
        folder = trial;
        return myself;
    }

    @Nullable
    Path folder() {
        return folder;
    }

    /** The final score is at least {@code minimum}. */
    public S hasFinalScoreOfAtLeast(double minimum) {
        return meets(List.of(new Expectation(Measure.FINAL.named(null), minimum)));
    }

    /** The harmonic mean of the twelve terms is at least {@code minimum}. */
    public S hasTaskAggregateOfAtLeast(double minimum) {
        return meets(List.of(new Expectation(Measure.TASK_AGGREGATE.named(null), minimum)));
    }

    /** The membership inference score, not its AUC, is at least {@code minimum}. */
    public S hasMiaScoreOfAtLeast(double minimum) {
        return meets(List.of(new Expectation(Measure.MIA.named(null), minimum)));
    }

    /** Multiple-choice accuracy over all questions is at least {@code minimum}. */
    public S hasMmluAverageOfAtLeast(double minimum) {
        return meets(List.of(new Expectation(Measure.MMLU.named(null), minimum)));
    }

    /** The mean value of the task's forget terms is at most {@code maximum}. */
    public S hasForgotten(Task task, double maximum) {
        return meets(List.of(new Expectation(Measure.FORGET.named(task), maximum)));
    }

    /** The mean value of the task's retain terms is at least {@code minimum}. */
    public S hasRetained(Task task, double minimum) {
        return meets(List.of(new Expectation(Measure.RETAIN.named(task), minimum)));
    }

    /** All expectations are met; otherwise one message lists every miss with value, interval and threshold. */
    public S meets(List<Expectation> expectations) {
        isNotNull();
        List<Expectation> misses = expectations.stream()
                .filter(expectation -> {
                    OptionalDouble value = value(expectation.name());
                    return value.isEmpty() || !expectation.isMetBy(value.getAsDouble());
                })
                .toList();
        if (!misses.isEmpty()) {
            Map<String, Interval> intervals = intervals();
            failWithMessage(
                    "%s",
                    (misses.size() == 1 ? "1 expectation is missed:" : misses.size() + " expectations are missed:")
                            + misses.stream()
                                    .map(missed -> "\n  " + miss(missed, intervals))
                                    .collect(Collectors.joining()));
        }
        return myself;
    }

    private String miss(Expectation expectation, Map<String, Interval> intervals) {
        Expectation.Name name = expectation.name();
        OptionalDouble value = value(name);
        String measured = value.isPresent()
                ? value.getAsDouble()
                        + interval(name, intervals)
                                .map(AbstractResultAssert::shown)
                                .orElse("")
                : "absent" + whyAbsent(name);
        return name.text() + " is " + measured + ", expected " + expectation.bound();
    }

    private static String shown(Interval interval) {
        return String.format(
                Locale.ROOT,
                " (%.0f %% interval %.4f to %.4f)",
                100 * Intervals.LEVEL,
                interval.low(),
                interval.high());
    }

    private Map<String, Interval> intervals() {
        return folder != null && StoredResult.recognizes(folder) ? Analysis.intervals(folder) : Map.of();
    }

    /** The measured value; empty if it was not computed. */
    abstract OptionalDouble value(Expectation.Name name);

    /** The interval of a measured value, among those of the trial's folder. */
    Optional<Interval> interval(Expectation.Name name, Map<String, Interval> intervals) {
        return Optional.ofNullable(intervals.get(
                switch (name.measure()) {
                    case FINAL -> Metric.FINAL.metricName();
                    case TASK_AGGREGATE -> Metric.TASK_AGGREGATE.metricName();
                    case MIA -> Metric.MIA_SCORE.metricName();
                    case MMLU -> Metric.MMLU.metricName();
                    case MMLU_FLOOR, MAX_SECONDS -> name.text();
                    case FORGET -> name.task().label() + "." + RowSet.FORGET.label();
                    case RETAIN -> name.task().label() + "." + RowSet.RETAIN.label();
                }));
    }

    /** Why a value is absent, in brackets after a blank, or nothing. */
    String whyAbsent(Expectation.Name name) {
        return "";
    }
}
