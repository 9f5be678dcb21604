package dev.lethe.data.generate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Alternatives by name, one a line under {@code [name]}. In a line {@code {x}} stands for the fact {@code x} of the
 * document or else for one drawn alternative of {@code [x]}, {@code {^x}} for the same with a capital, {@code {a:x}} for
 * the same after "a" or "an". Facts named {@code [$x]} in the file are drawn once a document.
 */
final class Grammar {

    private static final Pattern SLOT = Pattern.compile("\\{(\\^|a:)?([A-Za-z_0-9]+)}");
    private static final String ONCE = "$";

    private final String resource;
    private final Map<String, List<String>> alternatives = new LinkedHashMap<>();

    private Grammar(String resource) {
        this.resource = resource;
    }

    static Grammar load(String resource) {
        Grammar grammar = new Grammar(resource);
        List<String> section = new ArrayList<>();
        for (String line : Resource.lines(resource)) {
            if (line.startsWith("[") && line.endsWith("]")) {
                section = new ArrayList<>();
                grammar.alternatives.put(line.substring(1, line.length() - 1), section);
            } else {
                section.add(line);
            }
        }
        return grammar;
    }

    List<String> alternatives(String name) {
        List<String> found = alternatives.get(name);
        if (found == null) {
            throw new IllegalStateException(resource + " has no [" + name + "]");
        }
        return found;
    }

    /** Adds the facts that are drawn once, in the order of the file, so that later ones may use earlier ones. */
    void drawFacts(Map<String, String> facts, Draw draw) {
        alternatives.forEach((name, lines) -> {
            if (name.startsWith(ONCE)) {
                facts.putIfAbsent(name.substring(ONCE.length()), expand(draw.of(lines), facts, draw));
            }
        });
    }

    String expand(String template, Map<String, String> facts, Draw draw) {
        Matcher slot = SLOT.matcher(template);
        StringBuilder text = new StringBuilder();
        while (slot.find()) {
            String name = slot.group(2);
            String fact = facts.get(name);
            String value = fact != null ? fact : expand(draw.of(alternatives(name)), facts, draw);
            String form = slot.group(1) == null ? "" : slot.group(1);
            slot.appendReplacement(text, Matcher.quoteReplacement(formed(form, value)));
        }
        return slot.appendTail(text).toString();
    }

    private static String formed(String form, String value) {
        return switch (form) {
            case "^" -> Character.toUpperCase(value.charAt(0)) + value.substring(1);
            case "a:" -> ("aeiouAEIOU".indexOf(value.charAt(0)) < 0 ? "a " : "an ") + value;
            default -> value;
        };
    }
}
