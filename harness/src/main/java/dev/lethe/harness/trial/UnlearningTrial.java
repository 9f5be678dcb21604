package dev.lethe.harness.trial;

import dev.lethe.data.Task;
import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.BatchAgreement;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.Analysis;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trial in this process: unlearning, evaluation and record, each done once and resumed from disk. */
final class UnlearningTrial implements Trial {

    private static final Logger LOG = LoggerFactory.getLogger(UnlearningTrial.class);

    private final TrialPlan plan;
    private final MethodCatalog methods;
    private final TargetSource targets;
    private final OpenDevices devices;
    private final Progress progress;
    private final BooleanSupplier cancelled;
    private final Stopwatch stopwatch = new Stopwatch();
    private final Map<Task, List<ScoredRow>> scored = new EnumMap<>(Task.class);

    private @Nullable TrialSetup setup;
    private @Nullable TrialFolder folder;
    private @Nullable LoadedModel model;

    UnlearningTrial(
            TrialPlan plan,
            MethodCatalog methods,
            TargetSource targets,
            OpenDevices devices,
            Progress progress,
            BooleanSupplier cancelled) {
        this.plan = plan;
        this.methods = methods;
        this.targets = targets;
        this.devices = devices;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    @Override
    public Path folder() {
        if (folder == null) {
            throw new IllegalStateException("the folder of " + plan.name() + " is not known yet");
        }
        return folder.path();
    }

    @Override
    public void unlearn() {
        if (folder != null) {
            return;
        }
        List<Compute> computes = devices.of(plan.config().compute());
        TargetSource.PreparedTarget target = targets.prepare(plan, computes.get(0), progress, cancelled);
        stopwatch.add(Stopwatch.Part.TARGET, target.model().seconds());
        setup = TrialSetup.of(plan, target, methods, computes);
        folder = TrialFolder.open(plan, setup, cancelled);
        if (folder.isComplete()) {
            LOG.info("{}: reusing the complete record in {} (-Drerun=true computes it again)", plan.name(), folder());
            if (plan.config().trajectory() != null
                    && setup.method().trainable() != null
                    && !Files.exists(JsonlFile.trajectory(folder()).path())) {
                LOG.warn("{}: that record has no trajectory; -Drerun=true unlearns again and records one", plan.name());
            }
            ResultWeights.of(setup).complete(plan.config().keep(), folder());
            analyzeAgain();
            return;
        }
        stopwatch.goOn(folder.record().timings());
        OtherSeed.takeRows(plan, setup, folder);
        var maker = new UnlearnedModel(setup, plan, folder(), progress, cancelled);
        model = maker.fromDisk().orElse(null);
        if (model == null) {
            estimate(setup);
            model = stopwatch.time(Stopwatch.Part.UNLEARN, maker::unlearn);
            if (maker.trajectorySeconds() > 0) {
                stopwatch.add(Stopwatch.Part.UNLEARN, -maker.trajectorySeconds());
                stopwatch.add(Stopwatch.Part.GENERATE, maker.trajectorySeconds());
            }
            keepTimings();
        } else {
            stopwatch.add(Stopwatch.Part.UNLEARN, folder.record().timings().unlearn());
            LOG.info("{}: going on from the weights unlearned before in {}", plan.name(), folder());
        }
    }

    /** What was measured so far counts in a run that goes on from here. */
    private void keepTimings() {
        folder.write(folder.record().measured(null, stopwatch.timings(), Memory.here()));
    }

    /** A complete record stands, whatever its stored rows are like. */
    private void analyzeAgain() {
        try {
            if (Analysis.isOutdated(folder(), folder.record())) {
                Analysis.of(folder(), folder.record()).write(folder());
            }
        } catch (UserException broken) {
            LOG.warn("{}: cannot be analyzed again: {}", plan.name(), broken.getMessage());
        }
    }

    /** Says and records what this trial is going to take, and ends it where there is not enough memory. */
    private void estimate(TrialSetup setup) {
        TrialEstimate estimate;
        try (Tokenizer tokenizer = Tokenizer.load(setup.target().model().folder())) {
            estimate = TrialEstimate.of(setup, tokenizer);
        }
        LOG.info("{}: {}", plan.name(), estimate.summary());
        folder.write(folder.record().estimated(estimate.recorded()));
        estimate.requireMemory(setup.compute(), plan.method().id());
    }

    @Override
    public List<Term> evaluate(Task task) {
        unlearn();
        Scores scores = folder.isComplete()
                ? Objects.requireNonNull(folder.record().scores())
                : Scores.of(rows(task), null, null);
        return scores.terms().stream().filter(term -> term.task() == task).toList();
    }

    private List<ScoredRow> rows(Task task) {
        return scored.computeIfAbsent(
                task,
                missing -> timed(Stopwatch.Part.GENERATE, () -> evaluation()
                        .generate(missing, plan.name() + " " + missing.label())));
    }

    private <T> T timed(Stopwatch.Part part, Supplier<T> work) {
        T result = stopwatch.time(part, work);
        keepTimings();
        return result;
    }

    @Override
    public RunRecord complete() {
        unlearn();
        boolean completesNow = !folder.isComplete();
        if (completesNow) {
            score();
        }
        probe();
        if (completesNow) {
            ResultWeights.of(setup).keep(plan.config().keep(), folder());
        }
        return folder.record();
    }

    private void record(BatchAgreement agreement) {
        folder.write(folder.record().compared(agreement));
        if (!agreement.holds()) {
            LOG.warn(
                    "{}: results depend on the batch they are computed in ({}); do not compare them with others before"
                            + " that is explained. {} has the numbers under batchAgreement.",
                    plan.name(),
                    agreement.summary(),
                    folder().resolve(RecordJson.FILE));
        }
    }

    private void score() {
        List<ScoredRow> rows = rows();
        MiaScore mia =
                timed(Stopwatch.Part.MEMBERSHIP, evaluation()::membership).orElse(null);
        MmluScore mmlu =
                timed(Stopwatch.Part.MMLU, evaluation()::multipleChoice).orElse(null);
        timed(Stopwatch.Part.GENERATE, evaluation()::batchAgreement).ifPresent(this::record);
        Scores scores = Scores.of(rows, mia, mmlu);
        Analysis.of(folder(), folder.record()).write(folder());
        boolean partial = scores.terms().size() < Task.values().length * 4
                || plan.config().isCut();
        folder.write(folder.record()
                .completed(
                        scores,
                        partial,
                        stopwatch.timings(),
                        Memory.here(),
                        Instant.now(),
                        Completeness.reason(
                                scores,
                                plan.config(),
                                setup.target().data(),
                                setup.target().model().embedded() != null)));
        folder.discardReplaced();
    }

    private List<ScoredRow> rows() {
        return plan.config().subtasks().stream()
                .flatMap(task -> rows(task).stream())
                .toList();
    }

    /** Runs the probes that were asked for and are not in the record yet. */
    private void probe() {
        var probes = new TrialProbes(plan, setup, folder);
        if (!probes.areDue()) {
            return;
        }
        if (model == null) {
            model = new UnlearnedModel(setup, plan, folder(), progress, cancelled)
                    .again()
                    .orElse(null);
        }
        if (model == null) {
            LOG.warn(
                    "{}: its weights were not kept, so that they cannot be probed; -Drerun=true unlearns again and probes"
                            + " the result",
                    plan.name());
        } else {
            probes.run(model, rows(), progress, cancelled);
        }
    }

    private TrialEvaluation evaluation() {
        if (model == null) {
            throw new IllegalStateException(
                    plan.name() + " has no model to evaluate: its unlearning failed, or it was closed");
        }
        return model.evaluation(plan.config().mmluForm(), folder(), progress, cancelled);
    }

    @Override
    public void fail(Throwable reason) {
        if (folder == null) {
            folder = TrialFolder.unprepared(plan);
        }
        if (folder.record().status() != RunStatus.COMPLETED) {
            String text = reason.getMessage() == null ? reason.toString() : reason.getMessage();
            folder.write(folder.record().failed(Instant.now(), text));
        }
    }

    @Override
    public void skip(String reason) {
        folder = TrialFolder.unprepared(plan);
        folder.write(folder.record().skipped(Instant.now(), reason));
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
            model = null;
        }
        if (folder != null) {
            folder.close();
        }
    }
}
