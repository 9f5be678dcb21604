package dev.lethe.data.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTests {

    /** A recorded regression value: another number here means other data for everybody. */
    @Test
    void givesTheRecordedNumbersOnEveryJvm() {
        Draw draw = Draw.stream(42, "stories");

        assertThat(new int[] {draw.below(1000), draw.below(1000), draw.below(1000)})
                .containsExactly(936, 67, 715);
    }

    @Test
    void givesIndependentStreamsByName() {
        assertThat(Draw.stream(1, "stories").next())
                .isNotEqualTo(Draw.stream(1, "people").next());
    }

    @Test
    void reachesEveryNumberBelowItsBound() {
        Draw draw = Draw.stream(3, "bounds");

        assertThat(IntStream.generate(() -> draw.below(5)).limit(200).distinct())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
}
