package example;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.evaluation.MetricVersion;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.Timings;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.trial.Trial;
import dev.lethe.harness.trial.Trials;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Every trial scores 0.5, at once: the fixture is about the build around it. */
public final class StubTrials implements Trials {

    @Override
    public List<String> modelProblems(String model, BenchmarkConfig config) {
        return List.of();
    }

    @Override
    public Optional<String> unmetNeed(BenchmarkConfig config, String model, MethodChoice method) {
        return Optional.empty();
    }

    @Override
    public Trial open(
            BenchmarkConfig config,
            String model,
            MethodChoice method,
            long seed,
            Progress progress,
            BooleanSupplier cancelled) {
        RunRecord begun = RunRecord.running(
                model + " " + method.label() + " " + seed,
                "stub",
                model,
                method.label(),
                seed,
                Map.of(),
                Provenance.here("weights", "data", "code", MetricVersion.CURRENT, "cpu", "fp32"));
        return new StubTrial(begun, config.runs().resolve(begun.name().replace(' ', '-')), progress);
    }

    private record StubTrial(RunRecord begun, Path folder, Progress progress) implements Trial {

        @Override
        public void unlearn() {
            progress.begin(begun.name() + ": unlearning", 1);
        }

        @Override
        public List<Term> evaluate(Task task) {
            return List.of(new Term(task, RowSet.RETAIN, Probe.QUESTION_ANSWER, 0.5, 0.5));
        }

        @Override
        public RunRecord complete() {
            var scores = new Scores(
                    0.5, 0.5, new MiaScore(0.75, 0.5), new MmluScore(0.5, new TreeMap<>()), evaluate(Task.TASK1));
            RunRecord record = begun.completed(scores, false, Timings.NONE, Memory.NONE, Instant.EPOCH, null);
            RecordJson.write(folder.resolve(RecordJson.FILE), record);
            return record;
        }

        @Override
        public void fail(Throwable reason) {
            RecordJson.write(folder.resolve(RecordJson.FILE), begun.failed(Instant.EPOCH, reason.toString()));
        }

        @Override
        public void skip(String reason) {
            RecordJson.write(folder.resolve(RecordJson.FILE), begun.skipped(Instant.EPOCH, reason));
        }

        @Override
        public void close() {}
    }
}
