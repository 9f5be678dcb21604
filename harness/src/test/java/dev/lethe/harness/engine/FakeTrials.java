package dev.lethe.harness.engine;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.MethodChoice;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.Timings;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.spi.RunListener;
import dev.lethe.harness.trial.Trial;
import dev.lethe.harness.trial.Trials;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Trials that compute nothing, write down what they are asked, and do what a test wants at a step. */
final class FakeTrials implements Trials {

    /** Every call of a trial and of a listener: {@code tiny sugd 42: unlearn}. */
    final List<String> calls = new ArrayList<>();

    private final Map<String, Runnable> steps = new TreeMap<>();
    private final Map<String, String> unmetNeeds = new TreeMap<>();

    /** Runs {@code action} when a step is reached, for example at {@code tiny sugd 42: unlearn}. */
    FakeTrials at(String step, Runnable action) {
        steps.put(step, action);
        return this;
    }

    /** The needs of {@code method} are not met. */
    FakeTrials unmet(String method, String need) {
        unmetNeeds.put(method, need);
        return this;
    }

    LetheTestEngine engine(RunListener... more) {
        var listeners = new ArrayList<RunListener>(List.of(more));
        listeners.add(new RunListener() {
            @Override
            public void trialFinished(Path folder) {
                calls.add("listener: trial " + folder);
            }

            @Override
            public void runFinished(Path runs) {
                calls.add("listener: run");
            }
        });
        var methods = new MethodCatalog(
                List.of(new FakeMethod("sugd"), new FakeMethod("agad"), new FakeMethod("npo"), new FakeMethod("gold")));
        return new LetheTestEngine(
                () -> new EngineServices(this, methods, new RunListeners(listeners), Progress.SILENT));
    }

    @Override
    public List<String> modelProblems(String model, BenchmarkConfig config) {
        return Set.of("tiny", "big").contains(model)
                ? List.of()
                : List.of("unknown model \"" + model + "\"; known models: big, tiny.");
    }

    @Override
    public Optional<String> unmetNeed(BenchmarkConfig config, String model, MethodChoice method) {
        return Optional.ofNullable(unmetNeeds.get(method.id()));
    }

    @Override
    public Trial open(
            BenchmarkConfig config,
            String model,
            MethodChoice method,
            long seed,
            Progress progress,
            BooleanSupplier cancelled) {
        return new FakeTrial(model, method.label(), seed, cancelled);
    }

    private final class FakeTrial implements Trial {

        private final String model;
        private final String method;
        private final long seed;
        private final BooleanSupplier cancelled;

        FakeTrial(String model, String method, long seed, BooleanSupplier cancelled) {
            this.model = model;
            this.method = method;
            this.seed = seed;
            this.cancelled = cancelled;
        }

        @Override
        public Path folder() {
            return Path.of(model + "-" + method + "-" + seed);
        }

        @Override
        public void unlearn() {
            step("unlearn");
        }

        @Override
        public List<Term> evaluate(Task task) {
            step("evaluate " + task.label());
            return List.of(
                    new Term(task, RowSet.FORGET, Probe.QUESTION_ANSWER, 0.25, 0.75),
                    new Term(task, RowSet.RETAIN, Probe.QUESTION_ANSWER, 0.5, 0.5));
        }

        @Override
        public RunRecord complete() {
            step("complete");
            var scores =
                    new Scores(0.5, 0.25, new MiaScore(0.75, 0.5), new MmluScore(0.75, new TreeMap<>()), List.of());
            return RunRecord.running(
                            name(),
                            null,
                            model,
                            method,
                            seed,
                            Map.of(),
                            Provenance.here(null, null, null, "1", null, null))
                    .completed(
                            scores,
                            false,
                            new Timings(null, null, null, null, null, 12.5),
                            Memory.NONE,
                            Instant.EPOCH,
                            null);
        }

        @Override
        public void fail(Throwable reason) {
            calls.add(name() + ": fail: " + reason.getMessage());
        }

        @Override
        public void skip(String reason) {
            calls.add(name() + ": skip: " + reason);
        }

        @Override
        public void close() {
            calls.add(name() + ": close");
        }

        private void step(String step) {
            String call = name() + ": " + step;
            calls.add(call);
            steps.getOrDefault(call, () -> {}).run();
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled");
            }
        }

        private String name() {
            return model + " " + method + " " + seed;
        }
    }
}
