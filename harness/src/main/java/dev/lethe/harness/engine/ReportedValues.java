package dev.lethe.harness.engine;

import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import dev.lethe.harness.evaluation.Term;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.record.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metrics as report entries, named as in {@code record.json}; what is absent there is absent here. */
final class ReportedValues {

    private ReportedValues() {}

    /** The terms of a task: {@code forget.knowledge.value}, {@code forget.knowledge.score}. */
    static Map<String, String> of(List<Term> terms) {
        var values = new LinkedHashMap<String, String>();
        for (Term term : terms) {
            String name = term.set().label() + "." + term.probe().score();
            values.put(name + ".value", Double.toString(term.value()));
            values.put(name + ".score", Double.toString(term.score()));
        }
        return values;
    }

    /** The aggregates of a trial, and what probes found: {@code int4.forget.knowledge}, {@code ... .before}. */
    static Map<String, String> of(RunRecord record) {
        var values = new LinkedHashMap<String, String>();
        Scores scores = record.scores();
        if (scores != null) {
            put(values, "final", scores.finalScore());
            put(values, "taskAggregate", scores.taskAggregate());
            MiaScore mia = scores.mia();
            put(values, "mia.auc", mia == null ? null : mia.auc());
            put(values, "mia.score", mia == null ? null : mia.score());
            MmluScore mmlu = scores.mmlu();
            put(values, "mmlu.average", mmlu == null ? null : mmlu.average());
        }
        for (ProbeResult probe : record.probes()) {
            for (ProbeResult.Value found : probe.values()) {
                String name = probe.name().label() + "." + found.set().label() + "."
                        + found.measure().metricName();
                put(values, name + ".before", found.before());
                put(values, name, found.value());
            }
        }
        put(values, "timings.total", record.timings().total());
        if (record.reason() != null) {
            values.put("reason", record.reason());
        }
        return values;
    }

    private static void put(Map<String, String> values, String name, @Nullable Double value) {
        if (value != null) {
            values.put(name, value.toString());
        }
    }
}
