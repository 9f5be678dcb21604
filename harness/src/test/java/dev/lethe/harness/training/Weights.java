package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Comparisons of all weights of two models. */
final class Weights {

    private Weights() {}

    static double largestDifference(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < actual.size(); i++) {
            for (int j = 0; j < actual.get(i).length; j++) {
                largest = Math.max(largest, Math.abs(actual.get(i)[j] - expected.get(i)[j]));
            }
        }
        return largest;
    }

    static void assertClose(List<float[]> actual, List<float[]> expected, double tolerance) {
        assertThat(largestDifference(actual, expected)).isLessThanOrEqualTo(tolerance);
    }

    static void assertIdentical(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
    }
}
