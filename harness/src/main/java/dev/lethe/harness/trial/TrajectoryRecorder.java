package dev.lethe.harness.trial;

import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.harness.config.Trajectory;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.TrajectoryRow;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.training.StepReport;
import dev.lethe.harness.training.TrainingMonitor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Evaluates a sample while a model is trained, and writes what it finds. Nothing of the training changes by that: no
 * weight is written and no random number drawn.
 */
final class TrajectoryRecorder implements TrainingMonitor {

    private final Trajectory settings;
    private final TrainedModel model;
    private final OfficialInference inference;
    private final Map<RowSet, List<Row>> sample = new EnumMap<>(RowSet.class);
    private final JsonlFile<TrajectoryRow> file;
    private final TrainingMonitor next;
    private String phase = "";
    private long step;
    private boolean begun;
    private double seconds;

    /** @param next told everything first */
    TrajectoryRecorder(
            Trajectory settings,
            TrainedModel model,
            Tokenizer tokenizer,
            UnlearningDataset rows,
            JsonlFile<TrajectoryRow> file,
            BooleanSupplier cancelled,
            TrainingMonitor next) {
        this.settings = settings;
        this.model = model;
        this.inference = new OfficialInference(model.decoder(), model::network, tokenizer, cancelled);
        for (RowSet set : RowSet.values()) {
            sample.put(set, sample(rows.rows(set), settings.rows()));
        }
        this.file = file;
        this.next = next;
    }

    /** The first {@code count} rows of each task and probe. */
    static List<Row> sample(List<Row> rows, int count) {
        return Stream.of(Task.values())
                .flatMap(task -> Stream.of(Probe.values()).flatMap(probe -> rows.stream()
                        .filter(row -> row.task() == task && row.probe() == probe)
                        .limit(count)))
                .toList();
    }

    /** What the evaluations took so far. */
    double seconds() {
        return seconds;
    }

    @Override
    public void begin(String phase, long steps) {
        next.begin(phase, steps);
        this.phase = phase;
        if (!begun) {
            begun = true;
            evaluate();
        }
    }

    @Override
    public void step(StepReport report, long done, long total) {
        next.step(report, done, total);
        step = report.step();
        if (settings.isDueAfter(step)) {
            evaluate();
        }
    }

    @Override
    public void end() {
        if (settings.isDueAfterPhase()) {
            evaluate();
        }
        next.end();
    }

    private void evaluate() {
        long start = System.nanoTime();
        var rows = new ArrayList<ScoredRow>();
        Map<RowSet, List<OfficialInference.Inferred>> inferred = new EnumMap<>(RowSet.class);
        sample.forEach((set, of) -> inferred.put(set, infer(of)));
        inferred.forEach(
                (set, of) -> of.forEach(row -> rows.add(ScoredRow.of(GeneratedRow.of(row.row(), set, row.output())))));
        List<TrajectoryRow.Value> values = Scores.of(rows, null, null).terms().stream()
                .map(term -> value(term, inferred.get(term.set())))
                .toList();
        file.append(List.of(new TrajectoryRow(step, phase, values)));
        seconds += (System.nanoTime() - start) / 1e9;
    }

    private List<OfficialInference.Inferred> infer(List<Row> rows) {
        var inferred = new ArrayList<OfficialInference.Inferred>();
        if (!rows.isEmpty()) {
            model.withoutGraph(() -> inference.infer(rows, inferred::addAll));
        }
        return inferred;
    }

    private static TrajectoryRow.Value value(Term term, List<OfficialInference.Inferred> rows) {
        double nll = rows.stream()
                .filter(row -> row.row().task() == term.task() && row.row().probe() == term.probe())
                .mapToDouble(OfficialInference.Inferred::nll)
                .average()
                .orElse(Double.NaN);
        return new TrajectoryRow.Value(term.task(), term.set(), term.probe(), term.value(), nll);
    }
}
