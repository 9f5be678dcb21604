package dev.lethe.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** Comparisons of computed numbers with an oracle's: {@code |a - b| <= tolerance * (1 + |b|)}. */
public final class Tolerance {

    private Tolerance() {}

    public static void assertClose(String what, float[] actual, JsonNode expected, double tolerance) {
        assertThat(actual).as(what).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertClose(what + "[" + i + "]", actual[i], expected.get(i).asDouble(), tolerance);
        }
    }

    public static void assertClose(String what, double actual, double expected, double tolerance) {
        assertThat(Math.abs(actual - expected))
                .as("%s: %s, expected %s", what, actual, expected)
                .isLessThanOrEqualTo(tolerance * (1 + Math.abs(expected)));
    }

    /** Compares a tensor with the oracle's relative to its norm. */
    public static void assertCloseInNorm(String what, float[] actual, float[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference))
                .as("distance of %s from the oracle, whose norm is %s", what, Math.sqrt(norm))
                .isLessThanOrEqualTo(tolerance * Math.sqrt(norm) + 1e-12);
    }
}
