package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RougeTests {

    @Test
    void countsTheLongestCommonSubsequence() {
        // reference: the cat sat on the mat (6); candidate: the mat sat (3); in order: "the sat" or "the mat" = 2
        Rouge rouge = Rouge.of("The cat sat on the mat.", "the mat sat");

        assertThat(rouge.rougeL()).isEqualTo(new RougeScore(2 / 3.0, 2 / 6.0, 2 * (2 / 3.0) * (2 / 6.0) / 1.0));
        assertThat(rouge.rouge1().recall()).isEqualTo(3 / 6.0);
        assertThat(rouge.rouge1().precision()).isEqualTo(1);
    }

    @Test
    void countsARepeatedTokenAsOftenAsBothTextsHaveIt() {
        assertThat(Rouge.of("to be or not to be", "to to to").rouge1().recall()).isEqualTo(2 / 6.0);
    }

    @Test
    void scoresZeroWhereATextHasNoToken() {
        RougeScore zero = new RougeScore(0, 0, 0);
        assertThat(Rouge.of("", "words")).isEqualTo(new Rouge(zero, zero));
        assertThat(Rouge.of("words", "!?")).isEqualTo(new Rouge(zero, zero));
        assertThat(Rouge.of("", "")).isEqualTo(new Rouge(zero, zero));
    }

    @Test
    void splitsAtEverythingButPlainLettersAndDigits() {
        assertThat(Rouge.tokens("Café-bar, it's 3.5\u212A!")).containsExactly("caf", "bar", "it", "s", "3", "5k");
    }

    @Test
    void stemsOnlyTokensOfMoreThanThreeLetters() {
        assertThat(Rouge.tokens("was his cats running")).containsExactly("was", "his", "cat", "run");
    }
}
