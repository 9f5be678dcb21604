package dev.lethe.leaderboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.UserException;
import dev.lethe.harness.record.Analysis;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.record.TrajectoryRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All trials of one output folder, ranked.
 *
 * @param groups what can be compared, group by group
 * @param warnings files that cannot be read, each with its fault
 * @param trajectories how the unlearning of some of the trials went
 * @param analyses what stands beside the scores of a record, where it was computed
 */
public record Leaderboard(
        List<Group> groups,
        List<String> warnings,
        Map<RunRecord, List<TrajectoryRow>> trajectories,
        Map<RunRecord, ObjectNode> analyses) {

    public Leaderboard {
        groups = List.copyOf(groups);
        trajectories = Map.copyOf(trajectories);
        warnings = List.copyOf(warnings);
        analyses = Map.copyOf(analyses);
    }

    /** Without analyses. */
    Leaderboard(List<Group> groups, List<String> warnings, Map<RunRecord, List<TrajectoryRow>> trajectories) {
        this(groups, warnings, trajectories, Map.of());
    }

    /** The leaderboard of these records. */
    public static Leaderboard of(Collection<RunRecord> records) {
        return new Leaderboard(Ranking.of(records), List.of(), Map.of());
    }

    /** Reads {@code <runs>/&#42;/record.json}; one that is broken becomes a warning. */
    public static Leaderboard read(Path runs) {
        var records = new ArrayList<RunRecord>();
        var warnings = new ArrayList<String>();
        var analyses = new HashMap<RunRecord, ObjectNode>();
        Map<RunRecord, List<TrajectoryRow>> trajectories = new HashMap<>();
        for (Path file : files(runs)) {
            try {
                RunRecord record = RecordJson.read(file);
                records.add(record);
                Analysis.tree(file.getParent()).ifPresent(analysis -> analyses.put(record, analysis));
                List<TrajectoryRow> trajectory = trajectory(record, file.getParent());
                if (!trajectory.isEmpty()) {
                    trajectories.put(record, trajectory);
                }
            } catch (UserException broken) {
                warnings.add(broken.getMessage());
            }
        }
        return new Leaderboard(Ranking.of(records), warnings, trajectories, analyses);
    }

    /** Every row, group by group. */
    public List<Standing> standings() {
        return groups.stream().flatMap(group -> group.standings().stream()).toList();
    }

    /**
     * Writes {@code index.html} and {@code leaderboard.json}, each at once.
     *
     * @return the absolute path of {@code index.html}
     */
    public Path write(Path folder) {
        AtomicFile.write(folder.resolve("leaderboard.json"), json());
        Path index = folder.resolve("index.html").toAbsolutePath();
        AtomicFile.write(index, Page.render(this));
        return index;
    }

    /** The trials that tie with the first of their group. */
    Ties ties() {
        return Ties.of(groups, analyses);
    }

    /** The utility floor that a trial lies under; empty where it keeps it, or the floor is not known. */
    Optional<UtilityFloor> missedFloor(RunRecord record) {
        return UtilityFloor.missedBy(
                record, standings().stream().map(Standing::record).toList());
    }

    /** A list of the records, each with what stands beside it: rank, tie, missed floor, seeds and analysis. */
    String json() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        Seeds seeds = Seeds.of(groups);
        Ties ties = ties();
        for (Standing standing : standings()) {
            ObjectNode row = list.addObject();
            if (standing.rank() != null) {
                row.put("rank", standing.rank());
            }
            ties.of(standing).ifPresent(difference -> row.set("tiedWithBest", RecordJson.tree(difference)));
            row.setAll(RecordJson.tree(standing.record()));
            missedFloor(standing.record()).ifPresent(floor -> row.set("belowUtilityFloor", RecordJson.tree(floor)));
            seeds.of(standing).ifPresent(trials -> row.set("seeds", RecordJson.tree(trials)));
            ObjectNode analysis = analyses.get(standing.record());
            if (analysis != null) {
                row.set("analysis", analysis.deepCopy().without(Analysis.DRAWS));
            }
        }
        return RecordJson.text(list);
    }

    /** None while the trial runs, as far as is known: the file may belong to another process, which is writing it. */
    private static List<TrajectoryRow> trajectory(RunRecord record, Path folder) {
        return record.status() == RunStatus.RUNNING
                ? List.of()
                : JsonlFile.trajectory(folder).look();
    }

    private static List<Path> files(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.map(folder -> folder.resolve(RecordJson.FILE))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw UserException.environment(runs + " cannot be listed: " + e, e);
        }
    }
}
