package dev.lethe.leaderboard;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.Timings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Made-up records; their numbers were chosen to be told apart, not computed. */
final class Trials {

    static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    static final Provenance PROVENANCE = provenance("5f8e2a9c41d07b36e2", "c07d4be1926a8f53aa", "1");

    private static final List<String> SUBJECTS = List.of(
            "anatomy",
            "astronomy",
            "college_chemistry",
            "econometrics",
            "formal_logic",
            "global_facts",
            "high_school_biology",
            "jurisprudence",
            "marketing",
            "nutrition",
            "philosophy",
            "sociology");

    private Trials() {}

    static Provenance provenance(@Nullable String weights, @Nullable String data, String metricVersion) {
        return new Provenance(
                weights,
                data,
                "91ab37",
                metricVersion,
                "0.1.0",
                "OpenJDK 64-Bit Server VM 17.0.15+6",
                "Linux 6.1 amd64",
                "An Invented CPU @ 2.40GHz",
                "cpu",
                "fp32");
    }

    static RunRecord started(String method, long seed, Map<String, ?> parameters) {
        return started(method, seed, parameters, PROVENANCE);
    }

    static RunRecord started(String method, long seed, Map<String, ?> parameters, Provenance provenance) {
        return RunRecord.running("tiny " + method + " " + seed, "9d3f", "tiny", method, seed, parameters, provenance);
    }

    /** A complete trial with this final score. */
    static RunRecord completed(String method, long seed, double finalScore) {
        return completed(started(method, seed, Map.of()), scores(finalScore, 0.5, 0.5, 0.5), NOON);
    }

    static RunRecord completed(RunRecord started, Scores scores, Instant finished) {
        return completed(started, scores, 63.5, finished);
    }

    static RunRecord completed(RunRecord started, Scores scores, double unlearnSeconds, Instant finished) {
        return started.completed(
                scores,
                false,
                new Timings(1.25, unlearnSeconds, 12.125, 3.5, 2.75, unlearnSeconds + 19.625),
                new Memory(1_395_864_371L + (long) (unlearnSeconds * 1e6), null),
                finished,
                null);
    }

    static Scores scores(@Nullable Double finalScore, @Nullable Double aggregate, double quality, double auc) {
        return scores(finalScore, aggregate, quality, quality, auc, 0.8);
    }

    /** Scores whose terms lie around {@code forgotten} on the forget set and {@code kept} on the retain set. */
    static Scores scores(
            @Nullable Double finalScore,
            @Nullable Double aggregate,
            double forgotten,
            double kept,
            double auc,
            double mmlu) {
        var terms = new ArrayList<Term>();
        for (Task task : Task.values()) {
            for (RowSet set : RowSet.values()) {
                for (Probe probe : Probe.values()) {
                    double ripple = 0.09 * Math.sin(3 * task.ordinal() + 2 * set.ordinal() + probe.ordinal());
                    double quality = set == RowSet.FORGET ? forgotten : kept;
                    double score = Math.max(0, Math.min(1, quality == 0 ? 0 : quality + ripple));
                    terms.add(new Term(task, set, probe, set == RowSet.FORGET ? 1 - score : score, score));
                }
            }
        }
        var subjects = new TreeMap<String, Double>();
        SUBJECTS.forEach(subject -> subjects.put(subject, mmlu));
        return new Scores(
                finalScore,
                aggregate,
                new MiaScore(auc, 1 - 2 * Math.abs(auc - 0.5)),
                new MmluScore(mmlu, subjects),
                terms);
    }
}
