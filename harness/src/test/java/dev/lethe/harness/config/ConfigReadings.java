package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.BenchmarkConfigReader.Reading;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads configurations in made-up folders. */
final class ConfigReadings {

    static final Path WORK = Path.of("work").toAbsolutePath();
    static final Path HOME = Path.of("home").toAbsolutePath();
    static final Path USER_CACHE = Path.of("usercache").toAbsolutePath();

    private ConfigReadings() {}

    /** What values are read as, without problems. */
    static BenchmarkConfig config(Map<String, String> values) {
        Reading reading = read(values, Map.of());
        assertThat(reading.problems()).isEmpty();
        return reading.settings().config();
    }

    static HubSettings hub(boolean network) {
        return new HubSettings(
                network, URI.create("https://huggingface.co"), HOME.resolve(".cache/huggingface/hub"), null);
    }

    /** @param annotation values of the annotation, by key */
    static Reading read(Map<String, String> values, Map<String, String> annotation) {
        var source = new ConfigurationSource(
                key -> Optional.ofNullable(values.get(key)),
                values.keySet(),
                WORK,
                USER_CACHE,
                HubEnvironment.empty(HOME));
        return BenchmarkConfigReader.read(source, annotation);
    }
}
