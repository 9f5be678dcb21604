package dev.lethe.harness.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * How methods and their variants are written. Blanks around every part are ignored.
 *
 * <pre>
 * methods   = method { "," method }
 * method    = word [ "[" parameter { ";" parameter } "]" ]
 * parameter = name "=" value
 * value     = word | "[" word { "," word } "]"
 * word      = any text without , ; [ ] and "        or a quoted one: "any text", in which "" is one quote
 * </pre>
 *
 * An id may hold semicolons unquoted. {@code [a,b]} and {@code "a,b"} are the same value.
 */
final class MethodSyntax {

    private static final String SPECIAL = ",;[]\"";
    private static final int END = -1;

    private final String text;
    private int at;

    private MethodSyntax(String text) {
        this.text = text;
    }

    /** Text that does not follow the grammar. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /**
     * The methods of a text, in order, variants with their own values; up to the first fault, which is added to
     * {@code problems} with its place.
     *
     * @param label what the text belongs to, for messages
     */
    static List<MethodChoice> parse(String label, String text, Collection<String> problems) {
        var parser = new MethodSyntax(text);
        var choices = new ArrayList<MethodChoice>();
        try {
            do {
                choices.add(parser.method());
            } while (parser.takes(','));
            if (parser.next() != END) {
                throw parser.expected("\",\" or the end");
            }
        } catch (Malformed malformed) {
            problems.add(label + " = \"" + text + "\", " + malformed.getMessage()
                    + ". Methods are written ID or ID[NAME=VALUE;NAME=VALUE], with commas between them.");
        }
        return choices;
    }

    /** The canonical text of a method: what {@link #parse} reads as the same. */
    static String label(String id, SortedMap<String, String> own) {
        boolean plain = id.equals(id.strip()) && !id.isEmpty() && id.chars().allMatch(MethodSyntax::isPlainInId);
        String name = plain ? id : quoted(id);
        return own.isEmpty()
                ? name
                : own.entrySet().stream()
                        .map(MethodSyntax::parameter)
                        .collect(Collectors.joining(";", name + "[", "]"));
    }

    private static String parameter(Map.Entry<String, String> parameter) {
        String value = parameter.getValue();
        boolean list = value.indexOf(',') >= 0;
        return parameter.getKey() + "=" + (needsQuotes(value) ? quoted(value) : list ? "[" + value + "]" : value);
    }

    private static boolean needsQuotes(String value) {
        return !value.equals(value.strip())
                || value.isEmpty()
                || value.chars().anyMatch(c -> c != ',' && SPECIAL.indexOf(c) >= 0)
                // An empty element would be lost between the brackets of a list.
                || value.startsWith(",")
                || value.endsWith(",")
                || value.contains(",,");
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    private static boolean isPlainInId(int character) {
        return character == ';' || SPECIAL.indexOf(character) < 0;
    }

    private MethodChoice method() throws Malformed {
        String id = next() == '"' ? quoted() : plain(MethodSyntax::isPlainInId, "the id of a method");
        var own = new TreeMap<String, String>();
        if (takes('[')) {
            do {
                next();
                int start = at;
                String name = plain(c -> c != '=' && SPECIAL.indexOf(c) < 0, "the name of a parameter");
                if (!takes('=')) {
                    throw expected("\"=\" and a value after \"" + name + "\"");
                }
                if (own.put(name, value()) != null) {
                    at = start;
                    throw new Malformed(place() + ": \"" + name + "\" is set twice");
                }
            } while (takes(';'));
            if (next() == ',') {
                throw expected("\";\" or \"]\"; a list of values is written [a,b]");
            }
            require(']', "\";\" or \"]\"");
        }
        return new MethodChoice(id, own, own);
    }

    private String value() throws Malformed {
        if (!takes('[')) {
            return word();
        }
        var elements = new ArrayList<String>();
        do {
            elements.add(word());
        } while (takes(','));
        require(']', "\",\" or \"]\"");
        return String.join(",", elements);
    }

    private String word() throws Malformed {
        return next() == '"' ? quoted() : plain(c -> SPECIAL.indexOf(c) < 0, "a value");
    }

    private String quoted() throws Malformed {
        int start = at++;
        var content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                content.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                content.append(text.charAt(at++));
            } else {
                return content.toString();
            }
        }
        at = start;
        throw new Malformed(place() + ": this quote is never closed");
    }

    private String plain(IntPredicate allowed, String what) throws Malformed {
        next();
        int start = at;
        while (at < text.length() && allowed.test(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at).strip();
        if (word.isEmpty()) {
            at = start;
            throw expected(what);
        }
        return word;
    }

    /** The next character behind blanks, or {@link #END}; stays before it. */
    private int next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : END;
    }

    private boolean takes(char wanted) {
        boolean there = next() == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    private void require(char wanted, String what) throws Malformed {
        if (!takes(wanted)) {
            throw expected(what);
        }
    }

    private Malformed expected(String what) {
        return new Malformed(place() + ": expected " + what);
    }

    /** Where the parser stands, counted from 1. */
    private String place() {
        return next() == END ? "at its end" : "character " + (at + 1) + " (" + text.charAt(at) + ")";
    }
}
