package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.config.BenchmarkConfigReader.Reading;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Configurations as they are read from keys alone, in a working directory of their own. */
final class Readings {

    static final Path WORK = Path.of("work").toAbsolutePath();

    private Readings() {}

    static Reading read(Map<String, String> values) {
        return read(WORK, values, Map.of());
    }

    static Reading read(Path work, Map<String, String> values, Map<String, String> annotation) {
        var source = new ConfigurationSource(
                key -> Optional.ofNullable(values.get(key)),
                values.keySet(),
                work,
                work.resolve("usercache"),
                HubEnvironment.empty(work));
        return BenchmarkConfigReader.read(source, annotation);
    }

    /** Where nothing may be wrong. */
    static BenchmarkConfig config(Map<String, String> values) {
        Reading reading = read(values);
        assertThat(reading.problems()).isEmpty();
        return reading.settings().config();
    }
}
