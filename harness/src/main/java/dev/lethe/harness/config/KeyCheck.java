package dev.lethe.harness.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds keys that mean nothing. Among the system properties of a process those are keys under Lethe's prefixes only:
 * anything may stand beside them. Keys under {@code methods.} are checked with the methods.
 */
public final class KeyCheck {

    /** What keys begin with that are checked elsewhere; the last are JUnit's own. */
    private static final List<String> PREFIXES =
            List.of(ConfigurationKey.PREFIX, Measure.PREFIX, MethodChoices.PREFIX, "junit.");

    private KeyCheck() {}

    /** One message for each short form among {@code keys} that means nothing, where all of them were given to Lethe. */
    public static List<String> unknownShortForms(Set<String> keys) {
        Set<String> known = ConfigurationKey.shortForms();
        var problems = new ArrayList<String>();
        for (String key : new TreeSet<>(keys)) {
            if (PREFIXES.stream().noneMatch(key::startsWith)) {
                check(key, "", known, problems);
            }
        }
        return problems;
    }

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
