package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code lethe score} prints what the official script writes, case by case. */
class ScoreCommandOracleTests {

    private static final double TOLERANCE = 1e-9;
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Named<Path>> cases() throws IOException, URISyntaxException {
        String configured = System.getProperty("lethe.oracles", "");
        Path folder = configured.isBlank()
                ? Path.of(Objects.requireNonNull(
                                ScoreCommandOracleTests.class.getClassLoader().getResource("oracles/score"))
                        .toURI())
                : Path.of(configured, "score");
        try (Stream<Path> entries = Files.list(folder)) {
            List<Named<Path>> cases = entries.filter(Files::isDirectory)
                    .sorted()
                    .map(path -> Named.of(path.getFileName().toString(), path))
                    .toList();
            assertThat(cases).as("cases in " + folder).isNotEmpty();
            return cases;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsTheOfficialResult(Path folder) throws IOException {
        var arguments = new ArrayList<>(List.of("score", "--generations", folder.toString()));
        Path membership = folder.resolve("mia_results");
        if (Files.exists(membership)) {
            arguments.addAll(List.of("--membership", membership.toString()));
        }
        Path mmlu = folder.resolve("mmlu_metrics.json");
        if (Files.exists(mmlu)) {
            arguments.addAll(List.of("--mmlu", mmlu.toString()));
        }

        Console console = Console.lethe(arguments.toArray(String[]::new));

        assertThat(console.err()).isEmpty();
        assertThat(console.exitCode()).isZero();
        assertSame(
                JSON.readTree(console.out()),
                JSON.readTree(Files.readString(folder.resolve("expected.json"))).get("expected_official_pandas2"),
                "");
    }

    private static void assertSame(JsonNode found, JsonNode expected, String where) {
        if (expected.isNumber()) {
            assertThat(found.isNumber()).as(where).isTrue();
            assertThat(found.doubleValue()).as(where).isCloseTo(expected.doubleValue(), within(TOLERANCE));
        } else if (expected.isContainerNode()) {
            assertThat(found).as(where).hasSameSizeAs(expected);
            assertThat(names(found)).as(where).isEqualTo(names(expected));
            for (int i = 0; i < expected.size() && expected.isArray(); i++) {
                assertSame(found.get(i), expected.get(i), where + "/" + i);
            }
            expected.properties()
                    .forEach(entry ->
                            assertSame(found.get(entry.getKey()), entry.getValue(), where + "/" + entry.getKey()));
        } else {
            assertThat(found).as(where).isEqualTo(expected);
        }
    }

    private static List<String> names(JsonNode object) {
        Iterable<String> names = object::fieldNames;
        return StreamSupport.stream(names.spliterator(), false).toList();
    }
}
