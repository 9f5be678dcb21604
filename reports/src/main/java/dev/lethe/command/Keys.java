package dev.lethe.command;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.KeyCheck;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The keys of a run, written as for Maven. */
final class Keys {

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A key of a run, written as for Maven; can be repeated.")
    private Map<String, String> given = new TreeMap<>();

    /** What was given, by key; {@code defaults} for what was not. */
    Map<String, String> over(Map<String, String> defaults) {
        var keys = new TreeMap<>(defaults);
        keys.putAll(given);
        return keys;
    }

    /** What is wrong with the keys' names, as far as reading them will not tell. */
    List<String> problems() {
        return KeyCheck.unknownShortForms(given.keySet());
    }

    /** Refuses keys or values with anything wrong about them, all at once. */
    static void require(List<String> problems) {
        if (!problems.isEmpty()) {
            throw UserException.configuration(String.join(System.lineSeparator(), problems));
        }
    }
}
