package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonTextTests {

    @Test
    void stripsUnicodeSpaceButNotZeroWidthMarks() {
        assertThat(PythonText.strip("\u001C\u0085\u00A0\u2028 a b \u3000\n")).isEqualTo("a b");
        assertThat(PythonText.strip("\u200Bx\uFEFF")).isEqualTo("\u200Bx\uFEFF");
        assertThat(PythonText.strip(" \t ")).isEmpty();
    }

    @Test
    void lowersASigmaAtTheEndOfAWordToItsFinalForm() {
        assertThat(PythonText.lower("ΟΔΟΣ ΟΔΟΣΑ")).isEqualTo("οδος οδοσα");
        // Case-ignorable marks do not end the word: the apostrophe is followed by a letter.
        assertThat(PythonText.lower("ΟΣ'Α ΟΣ' Σ")).isEqualTo("οσ'α ος' σ");
    }

    @Test
    void lowersTheDottedCapitalIToTwoCharacters() {
        assertThat(PythonText.lower("\u0130")).isEqualTo("i\u0307");
        assertThat(PythonText.lower("STRAẞE \uD801\uDC00")).isEqualTo("straße \uD801\uDC28");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "0.1, 0.1",
        "900354905, 900354905.0",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.5e300, 1.5e+300",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "-2.5, -2.5",
        "-0.0, -0.0",
        "2e-323, 2e-323",
        "2.0000000000000004, 2.0000000000000004",
        "168220443246983.125, 168220443246983.12"
    })
    void printsTheShortestDigits(double value, String printed) {
        assertThat(PythonText.repr(value)).isEqualTo(printed);
    }
}
