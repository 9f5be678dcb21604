package dev.lethe.harness.config;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds keys under Lethe's prefixes that mean nothing. Short forms cannot be checked: all system properties of the
 * process stand beside them. Keys under {@code methods.} are checked with the methods.
 */
final class KeyCheck {

    private KeyCheck() {}

    /** Adds one message for each unknown key among {@code keys} to {@code problems}, in the order of the keys. */
    static void check(Set<String> keys, Collection<String> problems) {
        Set<String> expectations =
                Measure.allNames().stream().map(Expectation.Name::key).collect(Collectors.toCollection(TreeSet::new));
        for (String key : new TreeSet<>(keys)) {
            if (key.startsWith(ConfigurationKey.PREFIX) && !ConfigurationKey.RESERVED.contains(key)) {
                check(key, ConfigurationKey.PREFIX, ConfigurationKey.fullForms(), problems);
            } else if (key.startsWith(Measure.PREFIX)) {
                check(key, Measure.PREFIX, expectations, problems);
            }
        }
    }

    private static void check(String key, String prefix, Set<String> known, Collection<String> problems) {
        if (!known.contains(key)) {
            List<String> names =
                    known.stream().map(name -> name.substring(prefix.length())).toList();
            problems.add("unknown key \"" + key + "\""
                    + NearestName.of(key.substring(prefix.length()), names)
                            .map(name -> "; did you mean \"" + prefix + name + "\"?")
                            .orElse(".")
                    + " Known keys: " + String.join(", ", known) + ".");
        }
    }
}
