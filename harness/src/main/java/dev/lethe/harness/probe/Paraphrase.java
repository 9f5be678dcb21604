package dev.lethe.harness.probe;

import dev.lethe.data.Probe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says a prompt in other words, by rule and for English:
 *
 * <ol>
 *   <li>words and phrases are replaced by such of the same meaning, wherever they stand: {@code was born} by
 *       {@code came into the world};
 *   <li>a question begins with other words: {@code Where} becomes {@code In what place};
 *   <li>a question that begins as before is asked for: {@code What did she find?} becomes {@code Please tell me: what did
 *       she find?}
 * </ol>
 *
 * Names, dates and numbers stay. What no rule fits stays as it is.
 */
final class Paraphrase {

    private static final Map<String, String> WORDS = pairs(
            "was born",
            "came into the world",
            "lives at",
            "resides at",
            "phone number",
            "telephone number",
            "e-mail address",
            "email address",
            "e-mail",
            "electronic mail",
            "home address",
            "postal address",
            "date of birth",
            "day of birth",
            "began",
            "started",
            "begins",
            "starts",
            "because",
            "since",
            "big",
            "large",
            "small",
            "little",
            "near",
            "close to",
            "often",
            "frequently",
            "nearly",
            "almost",
            "until",
            "till",
            "and then",
            "and after that",
            "died",
            "passed away",
            "moved to",
            "went to live in",
            "worked as",
            "was employed as",
            "works as",
            "is employed as",
            "famous",
            "well-known",
            "but",
            "yet");

    private static final Map<String, String> OPENINGS = pairs(
            "in which", "in what",
            "on which", "on what",
            "at which", "at what",
            "for which", "for what",
            "to which", "to what",
            "where", "in what place",
            "when", "at what time",
            "which", "what",
            "who", "which person");

    private static final Pattern ANY_WORDS = anyOf(WORDS, "\\b(", ")\\b");
    private static final Pattern ANY_OPENING = anyOf(OPENINGS, "^(", ")\\b");

    private Paraphrase() {}

    /** A prompt in other words, or the same where no rule fits. */
    static String of(String prompt, Probe probe) {
        String reworded = replaced(prompt, ANY_WORDS, WORDS);
        return switch (probe) {
            case SENTENCE_COMPLETION -> reworded;
            case QUESTION_ANSWER -> question(reworded);
        };
    }

    private static String question(String text) {
        String opened = replaced(text, ANY_OPENING, OPENINGS);
        return !opened.equals(text) || text.isEmpty()
                ? opened
                : "Please tell me: " + text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String replaced(String text, Pattern pattern, Map<String, String> by) {
        return pattern.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        as(found.group(), by.get(found.group().toLowerCase(Locale.ROOT)))));
    }

    /** In the case of what it replaces. */
    private static String as(String before, String after) {
        return Character.isUpperCase(before.charAt(0))
                ? Character.toUpperCase(after.charAt(0)) + after.substring(1)
                : after;
    }

    private static Map<String, String> pairs(String... words) {
        var pairs = new LinkedHashMap<String, String>();
        for (int i = 0; i < words.length; i += 2) {
            pairs.put(words[i], words[i + 1]);
        }
        return pairs;
    }

    /** Of several that begin alike, the one written first. */
    private static Pattern anyOf(Map<String, String> words, String before, String after) {
        List<String> quoted = words.keySet().stream().map(Pattern::quote).toList();
        return Pattern.compile(
                before + quoted.stream().collect(Collectors.joining("|")) + after, Pattern.CASE_INSENSITIVE);
    }
}
