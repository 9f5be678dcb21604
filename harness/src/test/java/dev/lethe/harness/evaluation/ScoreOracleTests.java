package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.RowSet;
import dev.lethe.harness.Oracles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official result and the score of every row are those of the official script under pandas 2. */
class ScoreOracleTests {

    private static final double TOLERANCE = 1e-9;
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Named<Path>> cases() {
        return Oracles.cases("score").stream()
                .map(folder -> Named.of(folder.getFileName().toString(), folder))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheOfficialResult(Path folder) throws IOException {
        Path membership = folder.resolve("mia_results");
        Path mmlu = folder.resolve("mmlu_metrics.json");
        OfficialScore score = OfficialFiles.read(
                        folder, Files.exists(membership) ? membership : null, Files.exists(mmlu) ? mmlu : null)
                .official();

        assertSame(
                JSON.readTree(JSON.writeValueAsString(score)), expected(folder).get("expected_official_pandas2"), "");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scoresEveryRowAsTheOfficialScript(Path folder) throws IOException {
        List<GeneratedRow> rows = OfficialFiles.rows(folder);
        for (RowSet set : RowSet.values()) {
            JsonNode expected = expected(folder).get("rows").get(set.label());
            List<ScoredRow> found = rows.stream()
                    .filter(row -> row.set() == set)
                    .map(ScoredRow::of)
                    .toList();
            assertThat(found).hasSize(expected.size());
            for (int i = 0; i < found.size(); i++) {
                assertRow(found.get(i), expected.get(i));
            }
        }
    }

    private static void assertRow(ScoredRow found, JsonNode expected) {
        String where = found.row().toString();
        assertThat(found.row().id()).isEqualTo(expected.get("id").asText());
        assertThat(found.row().generated())
                .isEqualTo(expected.get("gen_as_scored").asText());
        assertThat(found.row().expected())
                .isEqualTo(expected.get("gt_as_scored").asText());
        assertNumber(found.regurgitation(), expected.get("regurgitation"), where);
        assertNumber(found.rouge1(), expected.get("rouge1"), where);
        assertNumber(found.knowledge(), expected.get("knowledge"), where);
    }

    private static void assertNumber(@Nullable Double found, JsonNode expected, String where) {
        if (expected.isNull()) {
            assertThat(found).as(where).isNull();
        } else {
            assertThat(found).as(where).isCloseTo(expected.doubleValue(), within(TOLERANCE));
        }
    }

    private static void assertSame(JsonNode found, JsonNode expected, String where) {
        if (expected.isNumber()) {
            assertThat(found.isNumber()).as(where).isTrue();
            assertThat(found.doubleValue()).as(where).isCloseTo(expected.doubleValue(), within(TOLERANCE));
        } else if (expected.isArray()) {
            assertThat(found).as(where).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertSame(found.get(i), expected.get(i), where + "/" + i);
            }
        } else if (expected.isObject()) {
            // The order of the keys counts too.
            assertThat(names(found)).as(where).isEqualTo(names(expected));
            expected.fieldNames()
                    .forEachRemaining(name -> assertSame(found.get(name), expected.get(name), where + "/" + name));
        } else {
            assertThat(found).as(where).isEqualTo(expected);
        }
    }

    private static List<String> names(JsonNode object) {
        Iterable<String> names = object::fieldNames;
        return StreamSupport.stream(names.spliterator(), false).toList();
    }

    private static JsonNode expected(Path folder) throws IOException {
        return JSON.readTree(Files.readString(folder.resolve("expected.json")));
    }
}
