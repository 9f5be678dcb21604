package dev.lethe.harness.tuning;

import dev.lethe.data.Task;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.Timings;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.trial.Trial;
import dev.lethe.harness.trial.Trials;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Trials whose outcome a test writes down: by {@code none}, or by values such as {@code rate=0.1}. */
final class ScriptedTrials implements Trials {

    private final Map<String, Supplier<Scores>> outcomes = new HashMap<>();
    private final List<String> failed = new ArrayList<>();

    ScriptedTrials scores(String trial, double taskAggregate, double mmlu) {
        outcomes.put(
                trial, () -> new Scores(0.5, taskAggregate, null, new MmluScore(mmlu, new TreeMap<>()), List.of()));
        return this;
    }

    ScriptedTrials fails(String trial, String reason) {
        outcomes.put(trial, () -> {
            throw new IllegalStateException(reason);
        });
        return this;
    }

    /** The reasons with which trials were told that they failed. */
    List<String> failed() {
        return failed;
    }

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
        String name = method.overrides().isEmpty()
                ? method.id()
                : method.overrides().toString().replaceAll("[{}]", "");
        return new ScriptedTrial(name, outcomes.get(name));
    }

    private final class ScriptedTrial implements Trial {

        private final String name;
        private final Supplier<Scores> outcome;

        ScriptedTrial(String name, Supplier<Scores> outcome) {
            this.name = name;
            this.outcome = outcome;
        }

        @Override
        public Path folder() {
            return Path.of(name);
        }

        @Override
        public void unlearn() {}

        @Override
        public List<Term> evaluate(Task task) {
            return List.of();
        }

        @Override
        public RunRecord complete() {
            var provenance = Provenance.here(null, null, null, "1", null, null);
            return RunRecord.running(name, null, "tiny", "searched", 1, Map.of(), provenance)
                    .completed(outcome.get(), false, Timings.NONE, Memory.NONE, Instant.EPOCH, null);
        }

        @Override
        public void fail(Throwable reason) {
            failed.add(reason.getMessage());
        }

        @Override
        public void skip(String reason) {}

        @Override
        public void close() {}
    }
}
