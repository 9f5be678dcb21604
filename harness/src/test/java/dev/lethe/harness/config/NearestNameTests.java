package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTests {

    private static final List<String> NAMES = List.of("models", "methods", "mmlu");

    @Test
    void findsTheNameFewestEditsAway() {
        assertThat(NearestName.of("mehtods", NAMES)).contains("methods");
        assertThat(NearestName.of("Model", NAMES)).contains("models");
        assertThat(NearestName.of("mlu", NAMES)).contains("mmlu");
    }

    @Test
    void findsNothingForANameUnlikeAll() {
        assertThat(NearestName.of("colour", NAMES)).isEmpty();
    }

    @Test
    void countsEdits() {
        assertThat(NearestName.distance("", "abc")).isEqualTo(3);
        assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestName.distance("ab", "ba")).isEqualTo(1);
    }
}
