package dev.lethe.harness.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts the methods that were asked for together with {@code methods.METHOD.PARAMETER}. */
final class MethodChoices {

    private static final String PREFIX = "methods.";

    private MethodChoices() {}

    /** The methods with their overrides; {@code ids} are in the order asked for. */
    static List<MethodChoice> read(List<String> ids, GivenValues given, Collection<String> problems) {
        ids.stream().filter(id -> id.contains("[") || id.contains("]")).forEach(id -> {
            String plain = id.replaceAll("[\\[\\]].*", "");
            problems.add("methods = \"" + id + "\": brackets are not understood; set a parameter of a method with"
                    + " -Dmethods." + (plain.isEmpty() ? "METHOD" : plain) + ".PARAMETER=VALUE.");
        });
        var overrides = new TreeMap<String, SortedMap<String, String>>();
        for (String key : new TreeSet<>(given.source().keys())) {
            if (key.startsWith(PREFIX)) {
                given.parameter(key).ifPresent(text -> add(overrides, ids, key, text, problems));
            }
        }
        var choices = new ArrayList<MethodChoice>();
        ids.forEach(id -> choices.add(new MethodChoice(id, overrides.getOrDefault(id, new TreeMap<>()))));
        return choices;
    }

    private static void add(
            Map<String, SortedMap<String, String>> overrides,
            List<String> ids,
            String key,
            String text,
            Collection<String> problems) {
        String rest = key.substring(PREFIX.length());
        for (String id : ids) {
            if (rest.startsWith(id + ".") && rest.length() > id.length() + 1) {
                overrides.computeIfAbsent(id, ignored -> new TreeMap<>()).put(rest.substring(id.length() + 1), text);
                return;
            }
        }
        int dot = rest.indexOf('.');
        if (dot <= 0 || dot == rest.length() - 1) {
            problems.add("unknown key \"" + key
                    + "\"; a parameter of a method is written methods.METHOD.PARAMETER, for example methods.npo.beta.");
        } else {
            problems.add(key + " = \"" + text + "\" has no effect: this run has no method \"" + rest.substring(0, dot)
                    + "\", only " + ids.stream().collect(Collectors.joining(", "))
                    + ". Add the method to -Dmethods= or take the key away."
                    + NearestName.of(rest.substring(0, dot), ids)
                            .map(id -> " Did you mean \"" + PREFIX + id + rest.substring(dot) + "\"?")
                            .orElse(""));
        }
    }
}
