package dev.lethe.harness.trial;

import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.MetricVersion;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.record.ProcessLock;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.spi.ResolvedMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The folder of one trial and the record in it; one process at a time has it. */
final class TrialFolder implements AutoCloseable {

    private final Path path;
    private final @Nullable ProcessLock lock;
    private RunRecord record;

    private TrialFolder(Path path, @Nullable ProcessLock lock, RunRecord record) {
        this.path = path;
        this.lock = lock;
        this.record = record;
    }

    /**
     * The folder of a trial whose key is known, with the record of an earlier run if it has one. Where another process
     * is at work on the trial, this waits for it; what that leaves is an earlier run.
     */
    static TrialFolder open(TrialPlan plan, TrialSetup setup, BooleanSupplier cancelled) {
        TargetSource.PreparedTarget target = setup.target();
        ResolvedMethod<?> method = setup.method();
        Provenance provenance = Provenance.here(
                target.model().weightsDigest(),
                target.dataDigest(),
                CodeDigest.of(method.method().getClass()),
                MetricVersion.with(plan.config().mmluForm()),
                setup.device(),
                setup.precision().label());
        String key = key(plan, setup, provenance);
        Path path = plan.folder(key);
        create(plan.config().runs());
        ProcessLock lock = ProcessLock.acquire(
                plan.lock(key),
                "is at work on " + plan.name(),
                "name a writable folder on a disk of this machine with -Doutput=",
                cancelled);
        try {
            return open(plan, path, lock, key, method, provenance);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The digest of everything that the results of a cell depend on. */
    static String key(TrialPlan plan, TrialSetup setup, Provenance provenance) {
        return Digest.ofTexts(List.of(
                plan.method().id(),
                plan.scoredWeights()
                        .map(weights -> WeightsDigest.of(weights, plan.config().cache()))
                        .orElse(""),
                setup.method().values().toString(),
                provenance.weightsDigest(),
                // They may stand in files that are no part of that digest.
                setup.target().model().config().eosTokenIds().toString(),
                provenance.dataDigest(),
                // A limit that leaves nothing out selects the same rows, but its record is marked partial.
                String.valueOf(plan.config().limit()),
                plan.config().rows().isEmpty() && plan.config().subjects().isEmpty() ? "all" : "some",
                Long.toString(plan.seed()),
                provenance.dtype(),
                setup.compute().device().getDeviceType(),
                // Together they train on as many batches a step.
                Integer.toString(setup.computes().size()),
                provenance.metricVersion(),
                provenance.codeDigest()));
    }

    private static TrialFolder open(
            TrialPlan plan, Path path, ProcessLock lock, String key, ResolvedMethod<?> method, Provenance provenance) {
        if (plan.config().rerun()) {
            setAside(path);
        }
        create(path);
        AtomicFile.discardDrafts(path);
        // The cell could be prepared: an earlier run that could not is history.
        discard(plan.folder(plan.provisionalKey()));
        Path file = path.resolve(RecordJson.FILE);
        var folder = new TrialFolder(
                path,
                lock,
                Files.exists(file)
                        ? RecordJson.read(file).named(plan.name(), plan.method().label())
                        : RunRecord.running(
                                plan.name(),
                                key,
                                plan.model(),
                                plan.method().label(),
                                plan.seed(),
                                method.values(),
                                provenance));
        folder.write(folder.isComplete() ? folder.record : folder.record.resumed());
        return folder;
    }

    /** What {@link #aside} names a place for goes there until there is a new result; anything else is deleted. */
    private static void setAside(Path path) {
        Optional<Path> aside = aside(path);
        aside.ifPresent(TrialFolder::discard);
        if (aside.isPresent()) {
            AtomicFolder.publish(path, aside.get());
        } else {
            discard(path);
        }
    }

    /** The place of a complete result, or of one whose record nobody can read; otherwise empty. */
    private static Optional<Path> aside(Path path) {
        Path file = path.resolve(RecordJson.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return RecordJson.read(file).status() == RunStatus.COMPLETED
                    ? Optional.of(replaced(path))
                    : Optional.empty();
        } catch (UserException unreadable) {
            return Optional.of(broken(path));
        }
    }

    private static Path replaced(Path path) {
        return path.resolveSibling(path.getFileName() + "-replaced");
    }

    private static Path broken(Path path) {
        return path.resolveSibling(path.getFileName() + "-broken");
    }

    private static void discard(Path folder) {
        if (Files.isDirectory(folder)) {
            AtomicFolder.discard(folder);
        }
    }

    /** Deletes the earlier results that this one replaces, if any. */
    void discardReplaced() {
        discard(replaced(path));
        discard(broken(path));
    }

    /** The folder of a trial that fails before its key can be known. */
    static TrialFolder unprepared(TrialPlan plan) {
        Path path = plan.folder(plan.provisionalKey());
        create(path);
        return new TrialFolder(
                path,
                null,
                RunRecord.running(
                        plan.name(),
                        null,
                        plan.model(),
                        plan.method().label(),
                        plan.seed(),
                        Map.of(),
                        Provenance.here(
                                null,
                                null,
                                null,
                                MetricVersion.with(plan.config().mmluForm()),
                                null,
                                null)));
    }

    private static void create(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw UserException.environment(
                    "cannot create " + path + ": " + e + "; name a writable folder with -Doutput=", e);
        }
    }

    Path path() {
        return path;
    }

    RunRecord record() {
        return record;
    }

    boolean isComplete() {
        return record.status() == RunStatus.COMPLETED;
    }

    /** Lets other processes have the folder. */
    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }

    void write(RunRecord changed) {
        RecordJson.write(path.resolve(RecordJson.FILE), changed);
        record = changed;
    }
}
