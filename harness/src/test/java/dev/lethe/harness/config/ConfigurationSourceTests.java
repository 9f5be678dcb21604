package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigurationSourceTests {

    private static final Path HOME = Path.of("home").toAbsolutePath();
    private static final Path CACHES = Path.of("caches").toAbsolutePath();

    @Test
    void cacheFollowsTheCustomOfTheSystem() {
        assertThat(cache("Linux", Map.of())).isEqualTo(HOME.resolve(".cache"));
        assertThat(cache("Linux", Map.of("XDG_CACHE_HOME", CACHES.toString()))).isEqualTo(CACHES);
        assertThat(cache("Linux", Map.of("XDG_CACHE_HOME", "relative"))).isEqualTo(HOME.resolve(".cache"));
        assertThat(cache("Mac OS X", Map.of("XDG_CACHE_HOME", CACHES.toString())))
                .isEqualTo(HOME.resolve("Library").resolve("Caches"));
        assertThat(cache("Windows 11", Map.of("LOCALAPPDATA", CACHES.toString())))
                .isEqualTo(CACHES);
        assertThat(cache("Windows 11", Map.of()))
                .isEqualTo(HOME.resolve("AppData").resolve("Local"));
    }

    @Test
    void systemPropertiesAreAmongTheKeys() {
        ConfigurationSource source = ConfigurationSource.ofProcess(key -> Optional.empty(), Set.of("own.key"));

        assertThat(source.keys()).contains("own.key", "java.version");
        assertThat(source.workingDirectory()).isAbsolute();
    }

    private static Path cache(String system, Map<String, String> environment) {
        return ConfigurationSource.userCache(system, HOME, name -> Optional.ofNullable(environment.get(name)));
    }
}
