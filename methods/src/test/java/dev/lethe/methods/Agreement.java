package dev.lethe.methods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How closely a number has to agree with an oracle's.
 *
 * @param relative share of the expected number, or of the expected norm
 * @param absolute added to that: for what is 0 but for rounding
 */
record Agreement(double relative, double absolute) {

    void assertClose(String what, double actual, JsonNode expected) {
        double number = number(expected);
        if (Double.isNaN(number)) {
            assertThat(actual).as(what).isNaN();
            return;
        }
        assertThat(Math.abs(actual - number))
                .as("%s: %s, expected %s", what, actual, number)
                .isLessThanOrEqualTo(relative * Math.abs(number) + absolute);
    }

    /** Not-a-number is a text in JSON. */
    static double number(JsonNode expected) {
        return expected.isTextual() ? Double.parseDouble(expected.asText()) : expected.asDouble();
    }

    /** By the norm of the difference. */
    void assertClose(String what, float[] actual, float[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference))
                .as("distance of %s from the oracle, whose norm is %s", what, Math.sqrt(norm))
                .isLessThanOrEqualTo(relative * Math.sqrt(norm) + absolute);
    }
}
