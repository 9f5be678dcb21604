package dev.lethe.harness.record;

import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.MmluScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a model scored before unlearning: the trial of {@code none} with the same weights, data and metric. */
public final class Baseline {

    /** Id of the method that leaves the model as it is. */
    public static final String METHOD = "none";

    /** Share of its own multiple-choice accuracy that a model has to keep, as in SemEval-2025 Task 4. */
    public static final double UTILITY_SHARE = 0.75;

    private Baseline() {}

    /** Whether an accuracy, in [0, 1], is at least {@value #UTILITY_SHARE} of what it was before unlearning. */
    public static boolean keepsUtility(double mmlu, double before) {
        return MmluScore.reaches(mmlu, UTILITY_SHARE * before);
    }

    /**
     * The multiple-choice accuracy before unlearning, in [0, 1], of the newest complete trial.
     *
     * @param trial whose model and data are meant
     * @param runs folder of the trials' folders
     */
    public static Optional<Double> mmluAverage(RunRecord trial, Path runs) {
        return mmluAverage(trial, records(runs));
    }

    /** As {@link #mmluAverage(RunRecord, Path)}, of the newest complete trial among some. */
    public static Optional<Double> mmluAverage(RunRecord trial, Collection<RunRecord> records) {
        return records.stream()
                .filter(record -> isBaselineOf(trial, record))
                .filter(record -> record.scores() != null && record.scores().mmlu() != null)
                .max(Comparator.comparing(RunRecord::finished))
                .map(record -> record.scores().mmlu().average());
    }

    /**
     * The folder of the newest complete trial, which has the rows from before unlearning. A trial of {@link #METHOD} has
     * none: it would be compared with itself.
     *
     * @param runs folder of the trials' folders
     */
    public static Optional<Path> folder(RunRecord trial, Path runs) {
        return trial.methodId().equals(METHOD)
                ? Optional.empty()
                : byFolder(runs).entrySet().stream()
                        .filter(entry -> isBaselineOf(trial, entry.getValue()))
                        .max(Map.Entry.comparingByValue(Comparator.comparing(RunRecord::finished)))
                        .map(Map.Entry::getKey);
    }

    private static boolean isBaselineOf(RunRecord trial, RunRecord record) {
        Provenance known = record.provenance();
        return record.status() == RunStatus.COMPLETED
                && record.methodId().equals(METHOD)
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
        return List.copyOf(byFolder(runs).values());
    }

    private static Map<Path, RunRecord> byFolder(Path runs) {
        if (!Files.isDirectory(runs)) {
            return Map.of();
        }
        var records = new LinkedHashMap<Path, RunRecord>();
        try (Stream<Path> folders = Files.list(runs)) {
            folders.filter(folder -> Files.isRegularFile(folder.resolve(RecordJson.FILE)))
                    .forEach(folder ->
                            read(folder.resolve(RecordJson.FILE)).ifPresent(record -> records.put(folder, record)));
        } catch (IOException e) {
            throw UserException.environment(runs + " cannot be listed: " + e, e);
        }
        return records;
    }

    private static Optional<RunRecord> read(Path file) {
        try {
            return Optional.of(RecordJson.read(file));
        } catch (UserException broken) {
            return Optional.empty();
        }
    }
}
