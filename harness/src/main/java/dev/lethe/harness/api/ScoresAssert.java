package dev.lethe.harness.api;

import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.config.Expectation;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Assertions about scores. */
public final class ScoresAssert extends AbstractResultAssert<ScoresAssert, Scores> {

    ScoresAssert(Scores actual) {
        super(actual, ScoresAssert.class);
    }

    @Override
    OptionalDouble value(Expectation.Name name) {
        return value(actual, name);
    }

    static OptionalDouble value(Scores scores, Expectation.Name name) {
        return switch (name.measure()) {
            case FINAL -> present(scores.finalScore());
            case TASK_AGGREGATE -> present(scores.taskAggregate());
            case MIA -> present(scores.mia() == null ? null : scores.mia().score());
            case MMLU -> present(scores.mmlu() == null ? null : scores.mmlu().average());
            case MMLU_FLOOR, MAX_SECONDS -> OptionalDouble.empty();
            case FORGET -> mean(scores, name.task(), RowSet.FORGET);
            case RETAIN -> mean(scores, name.task(), RowSet.RETAIN);
        };
    }

    private static OptionalDouble mean(Scores scores, @Nullable Task task, RowSet set) {
        return scores.terms().stream()
                .filter(term -> term.task() == task && term.set() == set)
                .mapToDouble(Term::value)
                .average();
    }

    static OptionalDouble present(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
