package dev.lethe.leaderboard;

import dev.lethe.data.RowSet;
import dev.lethe.harness.evaluation.Metric;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.ProbeName;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.Timings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A leaderboard with a row of every kind: what the golden files show. */
final class Demo {

    private Demo() {}

    static List<RunRecord> records() {
        Scores partial = Trials.scores(null, 0.7, 0.7, 0.6);
        RunRecord limited = Trials.started("gd", 42, Map.of("epochs", 10));
        return List.of(
                probed(Trials.completed(
                        Trials.started(
                                "sugd",
                                42,
                                Map.of(
                                        "learningRate",
                                        1e-5,
                                        "epochs",
                                        6,
                                        "chunkSize",
                                        32,
                                        "retainPerForget",
                                        7,
                                        "targetModules",
                                        List.of("q_proj", "v_proj"))),
                        Trials.scores(0.7421, 0.6813, 0.62, 0.84, 0.59, 0.725),
                        62.4,
                        Trials.NOON)),
                Trials.completed(
                        Trials.started("agad", 42, Map.of("learningRate", 2e-5, "epochs", 5)),
                        Trials.scores(0.7011, 0.6102, 0.55, 0.72, 0.38, 0.733),
                        48.7,
                        Trials.NOON),
                Trials.completed(
                        Trials.started("ga", 42, Map.of("learningRate", 1e-5)),
                        Trials.scores(0.1117, 0.0, 0.95, 0.085, 0.03, 0.275),
                        9.3,
                        Trials.NOON),
                Trials.completed(
                        Trials.started("none", 42, Map.of()),
                        Trials.scores(0.3467, 0.0, 0, 0.99, 0.98, 1),
                        0,
                        Trials.NOON),
                Trials.completed(
                        Trials.started("gold", 42, Map.of("epochs", 90)),
                        Trials.scores(0.9367, 0.8701, 0.81, 0.97, 0.485, 0.97),
                        171.2,
                        Trials.NOON),
                limited.completed(
                        partial,
                        true,
                        new Timings(null, 3721.0, 12.0, null, null, 4000.0),
                        Memory.NONE,
                        Trials.NOON,
                        "limit=12: 12 documents of each task and set. No nonmembers were given, so MIA and final are"
                                + " absent."),
                Trials.started("npo", 42, Map.of())
                        .failed(
                                Trials.NOON,
                                "The loss is not finite in phase chunk 2, step 17. Lower the learning rate."),
                Trials.started("gold", 7, Map.of(), Trials.provenance("77c0ffee", "c07d4be1926a8f53aa", "1"))
                        .skipped(Trials.NOON, "gold needs a target recipe; published checkpoints have none."),
                Trials.started("sugd", 7, Map.of()));
    }

    /** With a probe of each kind of outcome. */
    private static RunRecord probed(RunRecord record) {
        return record.probed(new ProbeResult(
                        ProbeName.INT4,
                        new TreeMap<>(Map.of("bits", 4, "documents", 8, "group", 64)),
                        List.of(
                                new ProbeResult.Value(RowSet.FORGET, Metric.REGURGITATION, 0.125, 0.5, 24),
                                new ProbeResult.Value(RowSet.FORGET, Metric.KNOWLEDGE, 0.0, 0.25, 48),
                                new ProbeResult.Value(RowSet.RETAIN, Metric.REGURGITATION, 0.875, 0.75, 24)),
                        6.5,
                        null))
                .probed(new ProbeResult(
                        ProbeName.EXTRACTION,
                        new TreeMap<>(Map.of("documents", 8)),
                        List.of(new ProbeResult.Value(RowSet.FORGET, Metric.EXTRACTION_STRENGTH, null, 0.375, 72)),
                        0.5,
                        null))
                .probed(new ProbeResult(
                        ProbeName.RELEARNING,
                        new TreeMap<>(Map.of("documents", 1, "learningRate", 1e-3)),
                        List.of(),
                        0,
                        "Relearning needs two forget documents."));
    }
}
