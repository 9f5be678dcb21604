package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.BenchmarkConfigReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lines of a plan its models and methods are said to stand in once it was read. */
class PlanPlacesTests {

    private static final String YAML =
            """
            models:
              - tiny
              - models/mine
            methods:
              - sugd
              - npo:
                  beta: 0.5
              - gd[epochs=3]
            """;

    private static final String JSON =
            """
            {
              "models": ["tiny",
                "models/mine"],
              "methods": [
                "sugd",
                {"npo": {
                  "beta": 0.5}},
                "gd[epochs=3]"]
            }
            """;

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(strings = {"grid.yaml", "grid.json"})
    void everyModelAndMethodHasItsLine(String name) throws IOException {
        Files.createDirectories(work.resolve("plans/models/mine"));
        Files.writeString(work.resolve("plans").resolve(name), name.endsWith("json") ? JSON : YAML);
        String file = Path.of("plans", name).toString();

        Settings settings = read(Map.of("plan", "plans/" + name));

        assertThat(modelPlaces(settings)).containsExactly(file + ":2: ", file + ":3: ");
        assertThat(methodPlaces(settings)).containsExactly(file + ":5: ", file + ":6: ", file + ":8: ");
    }

    @Test
    void aLineWithSeveralNamesIsThePlaceOfEach() throws IOException {
        Files.writeString(work.resolve("grid.yaml"), "models: tiny, big\nmethods: sugd, npo\n");

        Settings settings = read(Map.of("plan", "grid.yaml"));

        assertThat(modelPlaces(settings)).containsExactly("grid.yaml:1: ", "grid.yaml:1: ");
        assertThat(methodPlaces(settings)).containsExactly("grid.yaml:2: ", "grid.yaml:2: ");
    }

    @Test
    void whatAKeyNamesInsteadHasNoPlace() throws IOException {
        Files.writeString(work.resolve("grid.yaml"), "models: tiny\nmethods: sugd\n");

        Settings settings = read(Map.of("plan", "grid.yaml", "models", "tiny", "methods", "sugd"));

        assertThat(modelPlaces(settings)).containsExactly("");
        assertThat(methodPlaces(settings)).containsExactly("");
    }

    @Test
    void aMethodThatAKeyChangesKeepsItsPlace() throws IOException {
        Files.writeString(work.resolve("grid.yaml"), "methods:\n- sugd\n- npo: {beta: 0.5}\n");

        Settings settings = read(Map.of("plan", "grid.yaml", "methods.npo.beta", "0.2"));

        assertThat(methodPlaces(settings)).containsExactly("grid.yaml:2: ", "grid.yaml:3: ");
    }

    private static List<String> modelPlaces(Settings settings) {
        return settings.config().models().stream()
                .map(settings.places()::ofModel)
                .toList();
    }

    private static List<String> methodPlaces(Settings settings) {
        return settings.config().methods().stream()
                .map(settings.places()::ofMethod)
                .toList();
    }

    private Settings read(Map<String, String> values) {
        Reading reading = Readings.read(work, values, Map.of());
        assertThat(reading.problems()).isEmpty();
        return reading.settings();
    }
}
