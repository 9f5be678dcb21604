package dev.lethe.harness.api;

import dev.lethe.harness.config.Expectation;
import dev.lethe.harness.config.Measure;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.record.RunRecord;
import java.util.List;
import java.util.OptionalDouble;

/** Assertions about the record of a trial. */
public final class RunRecordAssert extends AbstractResultAssert<RunRecordAssert, RunRecord> {

    RunRecordAssert(RunRecord actual) {
        super(actual, RunRecordAssert.class);
    }

    /** The trial took at most {@code maximum} seconds in all. */
    public RunRecordAssert tookAtMostSeconds(double maximum) {
        return meets(List.of(new Expectation(Measure.MAX_SECONDS.named(null), maximum)));
    }

    @Override
    OptionalDouble value(Expectation.Name name) {
        if (name.measure() == Measure.MAX_SECONDS) {
            return ScoresAssert.present(actual.timings().total());
        }
        Scores scores = actual.scores();
        return scores == null ? OptionalDouble.empty() : ScoresAssert.value(scores, name);
    }

    @Override
    String whyAbsent() {
        return actual.reason() == null ? "" : " (" + actual.reason() + ")";
    }
}
