package dev.lethe.harness.evaluation;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The multiple-choice result.
 *
 * @param average accuracy over all questions, in [0, 1]
 * @param subjects accuracy of each subject, in [0, 1]
 */
public record MmluScore(double average, SortedMap<String, Double> subjects) {

    public MmluScore {
        subjects = Collections.unmodifiableSortedMap(new TreeMap<>(subjects));
    }
}
