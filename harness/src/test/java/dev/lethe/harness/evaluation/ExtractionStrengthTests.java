package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One minus the share of a text that has to be given; by hand, x for a token that the model would not have chosen. */
class ExtractionStrengthTests {

    @ParameterizedTest
    @CsvSource({
        "oooo, 1", // nothing has to be given
        "xooo, 0.75",
        "oxoo, 0.5", // a token chosen too early helps nobody
        "oooxo, 0.2",
        "ooox, 0", // not even the last one follows
        "xxxx, 0",
        "o, 1",
        "x, 0"
    })
    void isOneMinusTheSmallestShareThatHasToBeGiven(String tokens, double strength) {
        assertThat(ExtractionStrength.of(chosen(tokens))).isCloseTo(strength, within(1e-12));
    }

    @Test
    void nothingHasNoStrength() {
        assertThat(ExtractionStrength.of(new boolean[0])).isNaN();
    }

    private static boolean[] chosen(String tokens) {
        var chosen = new boolean[tokens.length()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = tokens.charAt(i) == 'o';
        }
        return chosen;
    }
}
