package dev.lethe.leaderboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.Interval;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.TrajectoryRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the page's templates see; public for FreeMarker alone. Numbers stay numbers: the templates format them. */
public record PageView(Leaderboard leaderboard, Ties ties) {

    PageView(Leaderboard leaderboard) {
        this(leaderboard, leaderboard.ties());
    }

    /** A cell of the twelve; {@code term} is absent where it was not computed. */
    public record Cell(Task task, RowSet set, Probe probe, @Nullable Term term) {}

    /** The groups. */
    public List<Group> groups() {
        return leaderboard.groups();
    }

    /** The records that cannot be read. */
    public List<String> warnings() {
        return leaderboard.warnings();
    }

    /** The tasks, rows of the matrix of terms. */
    public List<Task> tasks() {
        return List.of(Task.values());
    }

    /** When the newest of the records was finished, to the minute; absent where none was. */
    public @Nullable String updated() {
        return leaderboard.standings().stream()
                .map(standing -> standing.record().finished())
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .map(PageView::minute)
                .orElse(null);
    }

    /** A time as {@code 2026-01-31 12:00 UTC}; absent for none. */
    public @Nullable String time(RunRecord record) {
        return record.finished() == null ? null : minute(record.finished());
    }

    /** Interval and signs of collapse; absent where they were not computed. */
    public @Nullable AnalysisView analysis(RunRecord record) {
        ObjectNode analysis = leaderboard.analyses().get(record);
        return analysis == null ? null : AnalysisView.of(analysis);
    }

    /** What a trial lacks to the best of its group that it ties with; absent where it ties with none. */
    public @Nullable Interval tie(Standing standing) {
        return ties.of(standing).orElse(null);
    }

    /** The utility floor that a trial lies under; absent where it keeps it, or the floor is not known. */
    public @Nullable UtilityFloor missedFloor(RunRecord record) {
        return leaderboard.missedFloor(record).orElse(null);
    }

    /** All twelve cells, those of one set together: set, task, probe. */
    public List<Cell> cells(RunRecord record) {
        return Arrays.stream(RowSet.values())
                .flatMap(set -> Arrays.stream(Task.values()).flatMap(task -> Arrays.stream(Probe.values())
                        .map(probe -> new Cell(task, set, probe, term(record, task, set, probe)))))
                .toList();
    }

    /** The four cells of a task: forget before retain. */
    public List<Cell> cells(RunRecord record, Task task) {
        return cells(record).stream().filter(cell -> cell.task() == task).toList();
    }

    /** Parameter values as text. */
    public SortedMap<String, String> parameters(RunRecord record) {
        var texts = new TreeMap<String, String>();
        record.parameters().forEach((name, value) -> texts.put(name, text(value)));
        return texts;
    }

    /** What decides the outcome of a probe, as text. */
    public String settings(ProbeResult result) {
        return text(result.parameters());
    }

    /** How the trial's unlearning went, drawn; absent where nobody recorded it. */
    public @Nullable TrajectoryChart trajectory(RunRecord record) {
        List<TrajectoryRow> rows = leaderboard.trajectories().get(record);
        return rows == null ? null : TrajectoryChart.of(rows);
    }

    private static @Nullable Term term(RunRecord record, Task task, RowSet set, Probe probe) {
        Scores scores = record.scores();
        return scores == null
                ? null
                : scores.terms().stream()
                        .filter(term -> term.task() == task && term.set() == set && term.probe() == probe)
                        .findFirst()
                        .orElse(null);
    }

    private static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                    .collect(Collectors.joining(", "));
        }
        if (value instanceof Collection<?> elements) {
            return elements.stream().map(PageView::text).collect(Collectors.joining(", "));
        }
        // 1.0E-5 as people write it: 1e-5.
        return value instanceof Double ? value.toString().replace(".0E", "e").replace('E', 'e') : value.toString();
    }

    private static String minute(Instant time) {
        return time.toString().substring(0, 16).replace('T', ' ') + " UTC";
    }
}
