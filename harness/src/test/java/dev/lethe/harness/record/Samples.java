package dev.lethe.harness.record;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.BatchAgreement;
import dev.lethe.harness.evaluation.Metric;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records of every status. */
final class Samples {

    static final Provenance PROVENANCE = new Provenance(
            "w1", "d1", "c1", "1", "0.1.0", "OpenJDK 17", "Linux 6.1 amd64", "A processor", "cpu", "fp32");
    static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private Samples() {}

    static RunRecord running() {
        return RunRecord.running("tiny sugd 42", "abc", "tiny", "sugd", 42, Map.of("epochs", 5), PROVENANCE);
    }

    static RunRecord completed() {
        return running()
                .estimated(new Estimate(600_000_000, 45.5, 120))
                .compared(BatchAgreement.of(8, new double[] {1e-4}, 2e-6, 1e-3, 1e-4))
                .completed(
                        scores(),
                        false,
                        new Timings(1.5, 2.25, 1.0 / 3, 0.1, 0.2, 60.123456789),
                        new Memory(1L << 32, null),
                        NOON,
                        null);
    }

    static RunRecord failed() {
        return running().failed(NOON, "the loss is not finite in phase chunk 2, step 17");
    }

    static RunRecord skipped() {
        return running().skipped(NOON, "gold needs a target recipe");
    }

    static List<RunRecord> all() {
        return List.of(running(), completed(), failed(), skipped(), probed());
    }

    /** With a probe of each kind of outcome. */
    static RunRecord probed() {
        return completed()
                .probed(new ProbeResult(
                        ProbeName.INT4,
                        new TreeMap<>(Map.of("bits", 4, "group", 64, "documents", 8)),
                        List.of(
                                new ProbeResult.Value(RowSet.FORGET, Metric.REGURGITATION, 0.1, 1.0 / 3, 24),
                                new ProbeResult.Value(RowSet.RETAIN, Metric.KNOWLEDGE, 1.0, 0, 48)),
                        3.25,
                        null))
                .probed(new ProbeResult(
                        ProbeName.EXTRACTION,
                        new TreeMap<>(Map.of("documents", 8)),
                        List.of(new ProbeResult.Value(RowSet.FORGET, Metric.EXTRACTION_STRENGTH, null, 0.25, 72)),
                        0.5,
                        null))
                .probed(new ProbeResult(
                        ProbeName.RELEARNING,
                        new TreeMap<>(Map.of("learningRate", 1e-3, "steps", 20)),
                        List.of(),
                        0,
                        "Relearning needs two forget documents."));
    }

    static Scores scores() {
        var terms = new ArrayList<Term>();
        double value = 0.1 + 0.2;
        for (Task task : Task.values()) {
            for (RowSet set : RowSet.values()) {
                for (Probe probe : Probe.values()) {
                    terms.add(new Term(task, set, probe, value, set == RowSet.FORGET ? 1 - value : value));
                }
            }
        }
        return new Scores(
                1.0 / 3,
                2.0 / 3,
                new MiaScore(0.75, 0.5),
                new MmluScore(0.1, new TreeMap<>(Map.of("anatomy", 0.1))),
                terms);
    }
}
