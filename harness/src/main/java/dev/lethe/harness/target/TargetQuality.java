package dev.lethe.harness.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well a target knows what it was trained on.
 *
 * @param means of regurgitation and knowledge over each set, by name ({@code forget regurgitation}), in [0, 1]
 * @param membershipAuc area under ROC of members against non-members; empty without non-members
 * @param multipleChoice accuracy; empty without questions
 */
record TargetQuality(SortedMap<String, Double> means, OptionalDouble membershipAuc, OptionalDouble multipleChoice) {

    /** Least mean of regurgitation and knowledge over each set: below it there is too little to forget. */
    static final double LEAST_MEAN = 0.98;

    /** Least area under ROC: below it the membership axis could hardly move. */
    static final double LEAST_AUC = 0.9;

    /** Least accuracy. */
    static final double LEAST_ACCURACY = 0.95;

    TargetQuality {
        means = new TreeMap<>(means);
    }

    /** What falls short, as {@code name value < least}; empty if nothing does. */
    List<String> shortcomings() {
        var shortcomings = new ArrayList<String>();
        means.forEach((name, mean) -> require(shortcomings, name, mean, LEAST_MEAN));
        membershipAuc.ifPresent(auc -> require(shortcomings, "membership AUC", auc, LEAST_AUC));
        multipleChoice.ifPresent(accuracy -> require(shortcomings, "multiple choice", accuracy, LEAST_ACCURACY));
        return shortcomings;
    }

    private static void require(List<String> shortcomings, String name, double value, double least) {
        if (!(value >= least)) {
            shortcomings.add(String.format(Locale.ROOT, "%s %.3f < %.2f", name, value, least));
        }
    }

    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        means.forEach((name, mean) -> parts.add(String.format(Locale.ROOT, "%s %.3f", name, mean)));
        membershipAuc.ifPresent(auc -> parts.add(String.format(Locale.ROOT, "membership AUC %.3f", auc)));
        multipleChoice.ifPresent(accuracy -> parts.add(String.format(Locale.ROOT, "multiple choice %.3f", accuracy)));
        return String.join(", ", parts);
    }
}
