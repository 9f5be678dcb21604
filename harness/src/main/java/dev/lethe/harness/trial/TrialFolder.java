package dev.lethe.harness.trial;

import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.MetricVersion;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.spi.ResolvedMethod;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The folder of one trial and the record in it. */
final class TrialFolder {

    private static final String DTYPE = "fp32";

    private final Path path;
    private RunRecord record;

    private TrialFolder(Path path, RunRecord record) {
        this.path = path;
        this.record = record;
    }

    /** The folder of a trial whose key is known, with the record of an earlier run if it has one. */
    static TrialFolder open(
            TrialPlan plan, TargetSource.PreparedTarget target, ResolvedMethod<?> method, Compute compute) {
        Provenance provenance = Provenance.here(
                target.model().weightsDigest(),
                target.dataDigest(),
                CodeDigest.of(method.method().getClass()),
                MetricVersion.CURRENT,
                compute.device().toString().replace("()", ""),
                DTYPE);
        String key = Digest.ofTexts(List.of(
                plan.method().id(),
                method.values().toString(),
                provenance.weightsDigest(),
                provenance.dataDigest(),
                // A limit that leaves nothing out selects the same rows, but its record is marked partial.
                String.valueOf(plan.config().limit()),
                Long.toString(plan.seed()),
                DTYPE,
                compute.device().getDeviceType(),
                provenance.metricVersion(),
                provenance.codeDigest()));
        Path path = plan.folder(key);
        if (plan.config().rerun() && Files.isDirectory(path)) {
            AtomicFolder.discard(path);
        }
        create(path);
        Path file = path.resolve(RecordJson.FILE);
        var folder = new TrialFolder(
                path,
                Files.exists(file)
                        ? RecordJson.read(file)
                        : RunRecord.running(
                                plan.name(),
                                key,
                                plan.model(),
                                plan.method().id(),
                                plan.seed(),
                                method.values(),
                                provenance));
        folder.write(folder.isComplete() ? folder.record : folder.record.resumed());
        return folder;
    }

    /** The folder of a trial that fails before its key can be known. */
    static TrialFolder unprepared(TrialPlan plan) {
        Path path = plan.folder(plan.provisionalKey());
        create(path);
        return new TrialFolder(
                path,
                RunRecord.running(
                        plan.name(),
                        null,
                        plan.model(),
                        plan.method().id(),
                        plan.seed(),
                        Map.of(),
                        Provenance.here(null, null, null, MetricVersion.CURRENT, null, null)));
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

    /** What unlearning took in the run that did it. */
    OptionalDouble unlearnSeconds() {
        Double seconds = record.timings().unlearn();
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }

    void write(RunRecord changed) {
        RecordJson.write(path.resolve(RecordJson.FILE), changed);
        record = changed;
    }
}
