package dev.lethe.harness.record;

import dev.lethe.data.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a model scored before unlearning: the trial of {@code none} with the same weights, data and metric. */
public final class Baseline {

    /** Id of the method that leaves the model as it is. */
    public static final String METHOD = "none";

    private Baseline() {}

    /**
     * The multiple-choice accuracy before unlearning, in [0, 1], of the newest complete trial.
     *
     * @param trial whose model and data are meant
     * @param runs folder of the trials' folders
     */
    public static Optional<Double> mmluAverage(RunRecord trial, Path runs) {
        return records(runs).stream()
                .filter(record -> isBaselineOf(trial, record))
                .max(Comparator.comparing(RunRecord::finished))
                .map(record -> record.scores().mmlu().average());
    }

    private static boolean isBaselineOf(RunRecord trial, RunRecord record) {
        Provenance known = record.provenance();
        return record.status() == RunStatus.COMPLETED
                && record.methodId().equals(METHOD)
                && record.scores() != null
                && record.scores().mmlu() != null
                && known.weightsDigest() != null
                && known.weightsDigest().equals(trial.provenance().weightsDigest())
                && Objects.equals(known.dataDigest(), trial.provenance().dataDigest())
                && Objects.equals(known.metricVersion(), trial.provenance().metricVersion());
    }

    /**
     * The records of trials that can be read; a broken one is another trial's concern.
     *
     * @param runs folder of the trials' folders
     */
    public static List<RunRecord> records(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.map(folder -> folder.resolve(RecordJson.FILE))
                    .filter(Files::isRegularFile)
                    .flatMap(Baseline::read)
                    .toList();
        } catch (IOException e) {
            throw UserException.environment(runs + " cannot be listed: " + e, e);
        }
    }

    private static Stream<RunRecord> read(Path file) {
        try {
            return Stream.of(RecordJson.read(file));
        } catch (UserException broken) {
            return Stream.empty();
        }
    }
}
