package dev.lethe.harness.training;

import java.util.SortedMap;
import java.util.TreeMap;

/** The loss of a step and its terms, summed over micro-batches with their factors. */
final class LossSums {

    private final SortedMap<String, Double> terms = new TreeMap<>();
    private final SortedMap<String, Double> weights = new TreeMap<>();
    private double loss;

    /** Adds a micro-batch's loss, already times its factor, and its terms. */
    void add(double factor, double weightedLoss, SortedMap<String, Double> values) {
        loss += weightedLoss;
        values.forEach((name, value) -> {
            terms.merge(name, factor * value, Double::sum);
            weights.merge(name, factor, Double::sum);
        });
    }

    void add(LossSums other) {
        loss += other.loss;
        other.terms.forEach((name, sum) -> terms.merge(name, sum, Double::sum));
        other.weights.forEach((name, sum) -> weights.merge(name, sum, Double::sum));
    }

    double loss() {
        return loss;
    }

    /** The mean of each term over the micro-batches that have it. */
    SortedMap<String, Double> meanTerms() {
        var means = new TreeMap<String, Double>();
        terms.forEach((name, sum) -> means.put(name, sum / weights.get(name)));
        return means;
    }
}
