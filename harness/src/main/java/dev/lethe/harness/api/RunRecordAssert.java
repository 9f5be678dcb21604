package dev.lethe.harness.api;

import dev.lethe.harness.config.Expectation;
import dev.lethe.harness.config.Measure;
import dev.lethe.harness.evaluation.Interval;
import dev.lethe.harness.evaluation.Metric;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.record.Baseline;
import dev.lethe.harness.record.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Assertions about the record of a trial. */
public final class RunRecordAssert extends AbstractResultAssert<RunRecordAssert, RunRecord> {

    RunRecordAssert(RunRecord actual) {
        super(actual, RunRecordAssert.class);
    }

    /** The trial took at most {@code maximum} seconds in all. */
    public RunRecordAssert tookAtMostSeconds(double maximum) {
        return meets(List.of(new Expectation(Measure.MAX_SECONDS.named(null), maximum)));
    }

    /**
     * At least {@code minimum} of the model's own multiple-choice accuracy before unlearning is left, in [0, 1]. That
     * accuracy is looked for beside the trial's folder, see {@link #in}.
     */
    public RunRecordAssert keptShareOfMmlu(double minimum) {
        return meets(List.of(new Expectation(Measure.MMLU_FLOOR.named(null), minimum)));
    }

    @Override
    OptionalDouble value(Expectation.Name name) {
        Scores scores = actual.scores();
        return switch (name.measure()) {
            case MAX_SECONDS -> ScoresAssert.present(actual.timings().total());
            case MMLU_FLOOR -> {
                OptionalDouble mmlu = value(Measure.MMLU.named(null));
                Double before = mmluBefore();
                yield mmlu.isEmpty() || before == null || before == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(mmlu.getAsDouble() / before);
            }
            case FINAL, TASK_AGGREGATE, MIA, MMLU, FORGET, RETAIN -> scores == null
                    ? OptionalDouble.empty()
                    : ScoresAssert.value(scores, name);
        };
    }

    /** Of a share: that of the accuracy, in shares of what it was before, which is taken as it is. */
    @Override
    Optional<Interval> interval(Expectation.Name name, Map<String, Interval> intervals) {
        Interval mmlu = intervals.get(Metric.MMLU.metricName());
        Double before = mmluBefore();
        return name.measure() == Measure.MMLU_FLOOR && mmlu != null && before != null
                ? Optional.of(new Interval(mmlu.value() / before, mmlu.low() / before, mmlu.high() / before))
                : super.interval(name, intervals);
    }

    private @Nullable Double mmluBefore() {
        Path folder = folder();
        return folder == null
                ? null
                : Baseline.mmluAverage(actual, folder.toAbsolutePath().getParent())
                        .orElse(null);
    }

    @Override
    String whyAbsent(Expectation.Name name) {
        if (name.measure() == Measure.MMLU_FLOOR
                && value(Measure.MMLU.named(null)).isPresent()) {
            Double before = mmluBefore();
            return before == null
                    ? " (there is no complete trial of " + Baseline.METHOD + " with this model and data"
                            + (folder() == null
                                    ? ""
                                    : " in " + folder().toAbsolutePath().getParent())
                            + "; add " + Baseline.METHOD + " to -Dmethods=)"
                    : " (the model answered nothing right before unlearning)";
        }
        return actual.reason() == null ? "" : " (" + actual.reason() + ")";
    }
}
