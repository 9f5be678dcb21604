package dev.lethe.harness.api;

import dev.lethe.data.Task;
import dev.lethe.harness.config.Expectation;
import dev.lethe.harness.config.Measure;
import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.api.AbstractAssert;

/**
 * What can be asserted of anything that was measured. A value that is absent keeps no threshold.
 *
 * @param <S> the type of the assertions
 * @param <A> what is asserted about
 */
public abstract class AbstractResultAssert<S extends AbstractResultAssert<S, A>, A> extends AbstractAssert<S, A> {

    AbstractResultAssert(A actual, Class<S> selfType) {
        super(actual, selfType);
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

    /** All expectations are met; otherwise one message lists every miss with value and threshold. */
    public S meets(List<Expectation> expectations) {
        isNotNull();
        List<String> misses = expectations.stream()
                .filter(expectation -> {
                    OptionalDouble value = value(expectation.name());
                    return value.isEmpty() || !expectation.isMetBy(value.getAsDouble());
                })
                .map(this::miss)
                .toList();
        if (!misses.isEmpty()) {
            failWithMessage(
                    "%s",
                    (misses.size() == 1 ? "1 expectation is missed:" : misses.size() + " expectations are missed:")
                            + misses.stream().map(miss -> "\n  " + miss).reduce("", String::concat));
        }
        return myself;
    }

    private String miss(Expectation expectation) {
        OptionalDouble value = value(expectation.name());
        return expectation.name().text() + " is " + (value.isPresent() ? value.getAsDouble() : "absent" + whyAbsent())
                + ", expected " + expectation.bound();
    }

    /** The measured value; empty if it was not computed. */
    abstract OptionalDouble value(Expectation.Name name);

    /** Why values are absent, in brackets after a blank, or nothing. */
    String whyAbsent() {
        return "";
    }
}
