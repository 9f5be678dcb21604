package dev.lethe.harness.evaluation;

import java.util.Set;

/**
 * What pandas takes for a missing value. The official script writes generations to CSV and reads them back, so such a
 * text, the empty one above all, is scored as the text {@code nan}.
 */
final class MissingValues {

    /** How Python prints the number that pandas puts in the place of a missing value. */
    static final String AS_TEXT = "nan";

    /** The default list of {@code read_csv} since pandas 2.0. */
    private static final Set<String> MARKERS = Set.of(
            "",
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "None",
            "n/a",
            "nan",
            "null");

    private MissingValues() {}

    static boolean isMissing(String cell) {
        return MARKERS.contains(cell);
    }

    /** The text as the official script scores it, read from a column that does not hold numbers only. */
    static String asScored(String text) {
        return isMissing(text) ? AS_TEXT : text;
    }
}
