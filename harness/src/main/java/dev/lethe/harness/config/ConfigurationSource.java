package dev.lethe.harness.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Where texts of keys come from: the only place of Lethe that looks at system properties and at the environment.
 *
 * @param values the text of a key, if it is set
 * @param keys the keys that are known to be set, for finding mistyped ones
 * @param workingDirectory folder in which the process runs
 * @param userCache folder of the user's caches
 * @param hub the variables of the Hugging Face hub
 */
public record ConfigurationSource(
        Function<String, Optional<String>> values,
        Set<String> keys,
        Path workingDirectory,
        Path userCache,
        HubEnvironment hub) {

    /**
     * Of this process.
     *
     * @param values the platform's look-up, which may see more than {@code keys}, such as system properties
     * @param keys the keys that the platform can list; those of system properties are added
     */
    public static ConfigurationSource ofProcess(Function<String, Optional<String>> values, Set<String> keys) {
        var all = new TreeSet<>(keys);
        all.addAll(System.getProperties().stringPropertyNames());
        Path home = Path.of(System.getProperty("user.home"));
        Function<String, Optional<String>> environment = name -> Optional.ofNullable(System.getenv(name));
        return new ConfigurationSource(
                values,
                all,
                Path.of("").toAbsolutePath(),
                userCache(System.getProperty("os.name"), home, environment),
                new HubEnvironment(environment, home));
    }

    /** The folder of a user's caches by the custom of each operating system. */
    static Path userCache(String operatingSystem, Path home, Function<String, Optional<String>> environment) {
        if (operatingSystem.startsWith("Windows")) {
            return absolute(environment, "LOCALAPPDATA")
                    .orElse(home.resolve("AppData").resolve("Local"));
        }
        return operatingSystem.startsWith("Mac")
                ? home.resolve("Library").resolve("Caches")
                : absolute(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    }

    /** Relative folders in these variables are invalid by their specification, and ignored. */
    private static Optional<Path> absolute(Function<String, Optional<String>> environment, String variable) {
        return environment
                .apply(variable)
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }
}
