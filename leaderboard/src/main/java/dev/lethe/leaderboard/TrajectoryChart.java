package dev.lethe.leaderboard;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.record.TrajectoryRow;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A trajectory as a drawing, a panel for each task; public for FreeMarker alone. Coordinates are those of a panel of
 * {@link #WIDTH} by {@link #HEIGHT}: steps to the right, values from 0 at the bottom to 1 at the top.
 *
 * @param panels in the order of the tasks; a task without values has none
 * @param lastStep the step at the right edge
 */
public record TrajectoryChart(List<Panel> panels, long lastStep) {

    /** Width of a panel. */
    public static final int WIDTH = 240;
    /** Height of a panel. */
    public static final int HEIGHT = 100;

    /** The lines of a task. */
    public record Panel(Task task, List<Line> lines) {}

    /** How the values of a set and probe went. */
    public record Line(RowSet set, Probe probe, List<Point> points) {

        /** The first value. */
        public Point first() {
            return points.get(0);
        }

        /** The last value. */
        public Point last() {
            return points.get(points.size() - 1);
        }
    }

    /** A value where it is drawn. */
    public record Point(double x, double y, long step, double value) {}

    static TrajectoryChart of(List<TrajectoryRow> rows) {
        long lastStep = rows.stream().mapToLong(TrajectoryRow::step).max().orElse(0);
        List<Panel> panels = Arrays.stream(Task.values())
                .map(task -> new Panel(task, lines(rows, task, lastStep)))
                .filter(panel -> !panel.lines().isEmpty())
                .toList();
        return new TrajectoryChart(panels, lastStep);
    }

    private static List<Line> lines(List<TrajectoryRow> rows, Task task, long lastStep) {
        return Stream.of(RowSet.values())
                .flatMap(set -> Stream.of(Probe.values())
                        .map(probe -> new Line(set, probe, points(rows, task, set, probe, lastStep))))
                .filter(line -> !line.points().isEmpty())
                .toList();
    }

    private static List<Point> points(List<TrajectoryRow> rows, Task task, RowSet set, Probe probe, long lastStep) {
        return rows.stream()
                .map(row -> row.values().stream()
                        .filter(value -> value.task() == task && value.set() == set && value.probe() == probe)
                        .findFirst()
                        .map(value -> new Point(
                                (double) WIDTH * row.step() / Math.max(1, lastStep),
                                HEIGHT * (1 - value.value()),
                                row.step(),
                                value.value()))
                        .orElse(null))
                .filter(Objects::nonNull)
                .toList();
    }
}
