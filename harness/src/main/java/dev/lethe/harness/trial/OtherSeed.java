package dev.lethe.harness.trial;

import dev.lethe.data.UserException;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.record.Baseline;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a model that no method changes, computed by a complete trial with another seed: they are those of this trial
 * too, which then goes on as if it had been killed after its last row.
 */
final class OtherSeed {

    private static final Logger LOG = LoggerFactory.getLogger(OtherSeed.class);

    private OtherSeed() {}

    /** Copies the rows into a trial's folder, where there are any and the trial has none of its own. */
    static void takeRows(TrialPlan plan, TrialSetup setup, TrialFolder folder) {
        boolean started = files(folder.path()).stream().anyMatch(Files::exists);
        if (!plan.leavesWeightsAsTheyAre() || plan.config().rerun() || started) {
            return;
        }
        complete(plan, setup, folder.record()).ifPresent(other -> {
            LOG.info("{}: taking the rows in {}, which no seed changes", plan.name(), other);
            List<Path> from = files(other);
            List<Path> to = files(folder.path());
            for (int i = 0; i < from.size(); i++) {
                copy(from.get(i), to.get(i));
            }
        });
    }

    private static Optional<Path> complete(TrialPlan plan, TrialSetup setup, RunRecord record) {
        return Baseline.records(plan.config().runs()).stream()
                .filter(other -> other.status() == RunStatus.COMPLETED && other.key() != null)
                .filter(other ->
                        other.key().equals(TrialFolder.key(plan.withSeed(other.seed()), setup, record.provenance())))
                .map(other -> plan.withSeed(other.seed()).folder(other.key()))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private static List<Path> files(Path folder) {
        return List.of(
                JsonlFile.generations(folder).path(),
                JsonlFile.membership(folder).path(),
                JsonlFile.mmlu(folder).path());
    }

    private static void copy(Path from, Path to) {
        try {
            if (Files.exists(from)) {
                AtomicFile.write(to, Files.readAllBytes(from));
            }
        } catch (IOException e) {
            throw UserException.environment("cannot copy " + from + " to " + to + ": " + e, e);
        }
    }
}
