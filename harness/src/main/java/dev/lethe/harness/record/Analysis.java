package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.RowSet;
import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.Collapse;
import dev.lethe.harness.evaluation.FinalDraws;
import dev.lethe.harness.evaluation.Interval;
import dev.lethe.harness.evaluation.Intervals;
import dev.lethe.harness.evaluation.Lens;
import dev.lethe.harness.evaluation.LensScore;
import dev.lethe.harness.evaluation.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside the scores of a trial, in {@code analysis.json} of its folder: other lenses, signs of collapse and
 * intervals. All of it follows from the stored rows; the leaderboard shows it and ranks by none of it.
 *
 * @param reference folder name of the trial of {@code none} whose losses the lens {@code miaReference} compares with;
 *     absent where there was none when this was computed
 * @param utilityFloor the accuracy, in [0, 1], that the lens {@code official} asks for: {@value Baseline#UTILITY_SHARE} of
 *     that before unlearning; absent where no trial of {@code none} told it, and then it is {@link Lens#OFFICIAL_FLOOR}
 * @param lenses the scores through each lens, by its name
 * @param collapse whether the model stopped being a language model
 * @param intervals bootstrap intervals by score, see {@link Intervals}
 * @param draws the final scores of the same bootstrap, by which trials are compared; absent without a final score
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Analysis(
        @Nullable String reference,
        @Nullable Double utilityFloor,
        Map<String, LensScore> lenses,
        Collapse collapse,
        Map<String, Interval> intervals,
        @Nullable FinalDraws draws) {

    /** The file's name in a trial's folder. */
    public static final String FILE = "analysis.json";

    /** The field of {@link #draws}: of use to programs only. */
    public static final String DRAWS = "draws";

    private static final String REFERENCE = "reference";

    private static final String UTILITY_FLOOR = "utilityFloor";

    /** Seed of the bootstrap: one for all trials, so that equal rows have equal intervals. */
    private static final long SEED = 42;

    public Analysis {
        lenses = Collections.unmodifiableSortedMap(new TreeMap<>(lenses));
        intervals = Collections.unmodifiableSortedMap(new TreeMap<>(intervals));
    }

    /** The analysis of the rows in a trial's folder, beside which that of {@code none} may lie. */
    public static Analysis of(Path folder, RunRecord trial) {
        Optional<Path> before = before(folder, trial);
        ResultRows result = StoredResult.read(folder);
        ResultRows referenced =
                before.map(StoredResult::losses).map(result::withReference).orElse(result);
        Optional<Double> own =
                trial.methodId().equals(Baseline.METHOD) ? Optional.ofNullable(result.mmluAverage()) : Optional.empty();
        Double floor = mmluBefore(folder, trial)
                .or(() -> own)
                .map(accuracy -> Baseline.UTILITY_SHARE * accuracy)
                .orElse(null);
        return new Analysis(
                before.map(Analysis::name).orElse(null),
                floor,
                Lens.scores(referenced, List.of(Lens.values()), floor == null ? Lens.OFFICIAL_FLOOR : floor),
                Collapse.of(result, StoredResult.nlls(folder, RowSet.RETAIN)),
                Intervals.of(result, SEED),
                FinalDraws.of(result, SEED).orElse(null));
    }

    /**
     * Whether a complete trial's analysis would say more if it were computed now: it was written by an earlier version,
     * or the trial of {@code none} was complete only later.
     */
    public static boolean isOutdated(Path folder, RunRecord trial) {
        Optional<ObjectNode> known = tree(folder);
        boolean hasFinal = trial.scores() != null && trial.scores().finalScore() != null;
        return StoredResult.recognizes(folder)
                && (known.isEmpty()
                        || hasFinal && known.flatMap(Analysis::draws).isEmpty()
                        || !known.get().has(REFERENCE) && before(folder, trial).isPresent()
                        || !known.get().has(UTILITY_FLOOR)
                                && mmluBefore(folder, trial).isPresent());
    }

    private static Optional<Double> mmluBefore(Path folder, RunRecord trial) {
        return Baseline.mmluAverage(trial, folder.toAbsolutePath().getParent());
    }

    private static Optional<Path> before(Path folder, RunRecord trial) {
        return Baseline.folder(trial, folder.toAbsolutePath().getParent()).filter(StoredResult::hasDocuments);
    }

    private static String name(Path folder) {
        return Objects.requireNonNull(folder.getFileName()).toString();
    }

    /** The draws in an analysis; empty where it has none of this version. */
    public static Optional<FinalDraws> draws(ObjectNode analysis) {
        JsonNode draws = analysis.path(DRAWS);
        if (draws.path("version").asInt() != FinalDraws.VERSION) {
            return Optional.empty();
        }
        try {
            return Optional.of(LetheJson.MAPPER.convertValue(draws, FinalDraws.class));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** The intervals of what a trial's folder holds so far. */
    public static Map<String, Interval> intervals(Path folder) {
        return Intervals.of(StoredResult.read(folder), SEED);
    }

    /** Writes the file into a trial's folder, at once. */
    public void write(Path folder) {
        AtomicFile.write(folder.resolve(FILE), RecordJson.text(RecordJson.tree(this)));
    }

    /** The file of a trial's folder as a tree; empty where there is none, as beside records of earlier versions. */
    public static Optional<ObjectNode> tree(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LetheJson.MAPPER.readValue(Files.readAllBytes(file), ObjectNode.class));
        } catch (JsonProcessingException e) {
            String message = file + ": " + RecordJson.explain(e) + ". Delete the file, or run the trial again.";
            throw new UserException(UserException.Kind.DATA, message, e);
        } catch (IOException e) {
            throw UserException.environment(file + " cannot be read: " + e, e);
        }
    }
}
