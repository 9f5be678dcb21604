package dev.lethe.harness.record;

import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.Scores;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Missing is not a number: what is not finite becomes absent before it can reach a file. */
final class Finite {

    private Finite() {}

    static @Nullable Double orAbsent(@Nullable Double value) {
        return value == null || !Double.isFinite(value) ? null : value;
    }

    static SortedMap<String, Double> only(Map<String, Double> values) {
        var kept = new TreeMap<String, Double>();
        values.forEach((name, value) -> {
            if (orAbsent(value) != null) {
                kept.put(name, value);
            }
        });
        return Collections.unmodifiableSortedMap(kept);
    }

    static Scores scores(Scores scores) {
        MiaScore mia = scores.mia();
        MmluScore mmlu = scores.mmlu();
        return new Scores(
                orAbsent(scores.finalScore()),
                orAbsent(scores.taskAggregate()),
                mia == null || !Double.isFinite(mia.auc()) || !Double.isFinite(mia.score()) ? null : mia,
                mmlu == null || !Double.isFinite(mmlu.average())
                        ? null
                        : new MmluScore(mmlu.average(), only(mmlu.subjects())),
                scores.terms().stream()
                        .filter(term -> Double.isFinite(term.value()) && Double.isFinite(term.score()))
                        .toList());
    }
}
