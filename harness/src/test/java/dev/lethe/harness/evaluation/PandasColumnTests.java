package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PandasColumnTests {

    @Test
    void dropsLeadingZerosOfIntegers() {
        assertThat(texts("007", " +5 ", "-0")).containsExactly("7", "5", "0");
    }

    @Test
    void makesIntegersRealWhereACellIsMissing() {
        assertThat(texts("007", "")).containsExactly("7.0", null);
        assertThat(texts("12", "1.50", "1e3")).containsExactly("12.0", "1.5", "1000.0");
    }

    @Test
    void keepsTextsWhereACellIsNoNumber() {
        assertThat(texts("007", "x", "None", " nan")).containsExactly("007", "x", null, " nan");
        assertThat(texts("1_000", "0x1")).containsExactly("1_000", "0x1");
        assertThat(texts("1.e", "2")).containsExactly("1.e", "2");
    }

    @Test
    void readsTruthValues() {
        assertThat(texts("true", "FALSE")).containsExactly("True", "False");
        assertThat(texts("true", "NA")).containsExactly("True", null);
        assertThat(texts("true", "yes")).containsExactly("true", "yes");
    }

    @Test
    void keepsTextsOfIntegersThatNoTypeHolds() {
        assertThat(texts("18446744073709551615", "01")).containsExactly("18446744073709551615", "1");
        assertThat(texts("18446744073709551616", "01")).containsExactly("18446744073709551616", "01");
        assertThat(texts("18446744073709551615", "")).containsExactly("18446744073709551615", "");
        assertThat(texts("18446744073709551615", "-1")).containsExactly("18446744073709551615", "-1");
    }

    @Test
    void joinsIntegersAndRealsAsReals() {
        assertThat(joined(List.of(List.of("1"), List.of("2", "")))).containsExactly("1.0", "2.0", null);
        assertThat(joined(List.of(List.of("1"), List.of()))).containsExactly("1");
    }

    @Test
    void joinsIntegersAndTextsUnchanged() {
        assertThat(joined(List.of(List.of("01"), List.of("2", ""), List.of("x"))))
                .containsExactly("1", "2.0", null, "x");
        assertThat(joined(List.of(List.of("01"), List.of("true")))).containsExactly("1", "True");
    }

    private static List<String> texts(String... cells) {
        return PandasColumn.of(List.of(cells)).texts();
    }

    private static List<String> joined(List<List<String>> files) {
        return PandasColumn.joined(files.stream().map(PandasColumn::of).toList())
                .texts();
    }
}
