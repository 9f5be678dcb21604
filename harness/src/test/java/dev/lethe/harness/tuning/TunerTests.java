package dev.lethe.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.BenchmarkConfig;
import dev.lethe.harness.config.BenchmarkConfigReader;
import dev.lethe.harness.config.ConfigurationSource;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerTests {

    @TempDir
    private Path output;

    private final ScriptedTrials trials = new ScriptedTrials();
    private final List<String> heard = new ArrayList<>();

    private BenchmarkConfig config(Map<String, String> keys) {
        var given = new TreeMap<>(Map.of("methods", "searched", "output", output.toString()));
        given.putAll(keys);
        return BenchmarkConfigReader.read(
                        ConfigurationSource.ofProcess(key -> Optional.ofNullable(given.get(key)), given.keySet()),
                        Map.of())
                .settings()
                .config();
    }

    private void tune(int budget, Map<String, String> keys) {
        var methods = new MethodCatalog(List.of(new SearchedMethod("searched"), new SearchedMethod("none")));
        new Tuner(config(keys), trials, methods, Progress.SILENT, budget).tune(new Tuner.Listener() {
            @Override
            public void tried(String method, int number, String description) {
                heard.add(method + " " + number + ": " + description);
            }

            @Override
            public void selected(String method, String description) {
                heard.add(method + ": " + description);
            }
        });
    }

    private JsonNode written(String name) throws IOException {
        return new ObjectMapper().readTree(output.resolve(name).toFile());
    }

    @Test
    void selectsTheHighestTaskAggregateAmongThoseThatKeepUtility() throws IOException {
        trials.scores("none", 0, 1.0)
                .scores("rate=0.1", 0.2, 1.0)
                .scores("rate=0.2", 0.5, 0.8)
                .scores("rate=0.4", 0.9, 0.7);

        tune(12, Map.of());

        JsonNode found = written("searched.json");
        assertThat(found.path("selected").path("rate").asText()).isEqualTo("0.2");
        assertThat(found.path("attempts")).hasSize(3);
        assertThat(found.path("attempts").get(2).path("keepsUtility").asBoolean())
                .isFalse();
        assertThat(written("selected.json").at("/searched/tiny/rate/value").asDouble())
                .isEqualTo(0.2);
        assertThat(heard).hasSize(4).last().isEqualTo("searched: {rate=0.2}");
    }

    @Test
    void recordsAConfigurationThatFailsAndGoesOn() throws IOException {
        trials.scores("none", 0, 1.0)
                .fails("rate=0.1", "the loss is not finite")
                .scores("rate=0.2", 0.5, 1.0)
                .scores("rate=0.4", 0.4, 1.0);

        tune(12, Map.of());

        JsonNode found = written("searched.json");
        assertThat(found.at("/attempts/0/reason").asText()).isEqualTo("the loss is not finite");
        assertThat(found.path("selected").path("rate").asText()).isEqualTo("0.2");
        assertThat(trials.failed()).containsExactly("the loss is not finite");
    }

    @Test
    void keepsTheBudget() throws IOException {
        trials.scores("none", 0, 1.0).scores("rate=0.1", 0.2, 1.0).scores("rate=0.2", 0.5, 1.0);

        tune(2, Map.of());

        assertThat(written("searched.json").path("attempts")).hasSize(2);
    }

    @Test
    void refusesSeveralSeeds() {
        assertThatThrownBy(() -> tune(2, Map.of("seeds", "1,2")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("[1, 2]")
                .hasMessageContaining("Name one of each");
    }

    @Test
    void refusesAMethodWithoutCandidates() {
        assertThatThrownBy(() -> tune(2, Map.of("methods", "none")))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("none has no values to search: search.json beside ");
    }
}
