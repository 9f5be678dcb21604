package dev.lethe.harness.evaluation;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The stemmer behind the official ROUGE score: Porter's suffix stripping as NLTK extends it by default.
 *
 * <p>Source: M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with Porter's own later departures
 * ({@code bli}, {@code logi}, words of one or two letters stay) and NLTK's mode {@code NLTK_EXTENSIONS}: a pool of
 * irregular words; {@code ies} and {@code ied} keep the {@code e} in words of four letters; {@code y} becomes {@code i}
 * after a consonant that is not the first letter; {@code fulli} and {@code alli} are suffixes of step 2, the latter is
 * followed by step 2 again; {@code logi} is measured with its {@code l}; a vowel and a consonant alone count as a short
 * syllable. The stemmers of Lucene and OpenNLP are the plain algorithm: they differ inside the steps, so none could be
 * adapted from outside.
 *
 * <p>Everything but {@code a e i o u} and some {@code y} is a consonant, digits included. Words must be lower case.
 */
final class PorterStemmer {

    private static final Map<String, String> IRREGULAR = Map.ofEntries(
            Map.entry("sky", "sky"),
            Map.entry("skies", "sky"),
            Map.entry("dying", "die"),
            Map.entry("lying", "lie"),
            Map.entry("tying", "tie"),
            Map.entry("news", "news"),
            Map.entry("innings", "inning"),
            Map.entry("inning", "inning"),
            Map.entry("outings", "outing"),
            Map.entry("outing", "outing"),
            Map.entry("cannings", "canning"),
            Map.entry("canning", "canning"),
            Map.entry("howe", "howe"),
            Map.entry("proceed", "proceed"),
            Map.entry("exceed", "exceed"),
            Map.entry("succeed", "succeed"));

    /** A suffix, what takes its place, and what must hold for the stem before it. */
    private record Rule(String suffix, String replacement, Predicate<String> condition) {}

    private static final Predicate<String> ALWAYS = stem -> true;
    private static final Predicate<String> POSITIVE = stem -> measure(stem) > 0;
    private static final Predicate<String> ABOVE_ONE = stem -> measure(stem) > 1;

    private static final List<Rule> STEP_1A = List.of(
            new Rule("sses", "ss", ALWAYS),
            new Rule("ies", "i", ALWAYS),
            new Rule("ss", "ss", ALWAYS),
            new Rule("s", "", ALWAYS));

    private static final List<Rule> STEP_2 = List.of(
            new Rule("ational", "ate", POSITIVE),
            new Rule("tional", "tion", POSITIVE),
            new Rule("enci", "ence", POSITIVE),
            new Rule("anci", "ance", POSITIVE),
            new Rule("izer", "ize", POSITIVE),
            new Rule("bli", "ble", POSITIVE),
            new Rule("alli", "al", POSITIVE),
            new Rule("entli", "ent", POSITIVE),
            new Rule("eli", "e", POSITIVE),
            new Rule("ousli", "ous", POSITIVE),
            new Rule("ization", "ize", POSITIVE),
            new Rule("ation", "ate", POSITIVE),
            new Rule("ator", "ate", POSITIVE),
            new Rule("alism", "al", POSITIVE),
            new Rule("iveness", "ive", POSITIVE),
            new Rule("fulness", "ful", POSITIVE),
            new Rule("ousness", "ous", POSITIVE),
            new Rule("aliti", "al", POSITIVE),
            new Rule("iviti", "ive", POSITIVE),
            new Rule("biliti", "ble", POSITIVE),
            new Rule("fulli", "ful", POSITIVE),
            new Rule("logi", "log", stem -> measure(stem + "l") > 0));

    private static final List<Rule> STEP_3 = List.of(
            new Rule("icate", "ic", POSITIVE),
            new Rule("ative", "", POSITIVE),
            new Rule("alize", "al", POSITIVE),
            new Rule("iciti", "ic", POSITIVE),
            new Rule("ical", "ic", POSITIVE),
            new Rule("ful", "", POSITIVE),
            new Rule("ness", "", POSITIVE));

    private static final List<Rule> STEP_4 = List.of(
            new Rule("al", "", ABOVE_ONE),
            new Rule("ance", "", ABOVE_ONE),
            new Rule("ence", "", ABOVE_ONE),
            new Rule("er", "", ABOVE_ONE),
            new Rule("ic", "", ABOVE_ONE),
            new Rule("able", "", ABOVE_ONE),
            new Rule("ible", "", ABOVE_ONE),
            new Rule("ant", "", ABOVE_ONE),
            new Rule("ement", "", ABOVE_ONE),
            new Rule("ment", "", ABOVE_ONE),
            new Rule("ent", "", ABOVE_ONE),
            new Rule("ion", "", stem -> measure(stem) > 1 && (stem.endsWith("s") || stem.endsWith("t"))),
            new Rule("ou", "", ABOVE_ONE),
            new Rule("ism", "", ABOVE_ONE),
            new Rule("ate", "", ABOVE_ONE),
            new Rule("iti", "", ABOVE_ONE),
            new Rule("ous", "", ABOVE_ONE),
            new Rule("ive", "", ABOVE_ONE),
            new Rule("ize", "", ABOVE_ONE));

    private PorterStemmer() {}

    /** The stem of a lower-case word. */
    static String stem(String word) {
        String irregular = IRREGULAR.get(word);
        if (irregular != null) {
            return irregular;
        }
        if (word.length() <= 2) {
            return word;
        }
        String singular = word.length() == 4 && word.endsWith("ies") ? without(word, 1) : apply(STEP_1A, word);
        String derived = apply(STEP_3, step2(yToI(pastOrParticiple(singular))));
        return doubleL(finalE(apply(STEP_4, derived)));
    }

    /** Step 1b: {@code eed}, {@code ed} and {@code ing}, and the repair of what is left. */
    private static String pastOrParticiple(String word) {
        if (word.endsWith("ied")) {
            return without(word, word.length() == 4 ? 1 : 2);
        }
        if (word.endsWith("eed")) {
            return measure(without(word, 3)) > 0 ? without(word, 1) : word;
        }
        int ending = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
        if (ending == 0 || !containsVowel(without(word, ending))) {
            return word;
        }
        String stem = without(word, ending);
        if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
            return stem + "e";
        }
        if (endsInDoubleConsonant(stem)) {
            return "lsz".indexOf(last(stem)) < 0 ? without(stem, 1) : stem;
        }
        return measure(stem) == 1 && endsInShortSyllable(stem) ? stem + "e" : stem;
    }

    /** Step 1c. */
    private static String yToI(String word) {
        boolean afterConsonant = word.length() > 2 && isConsonant(word, word.length() - 2);
        return word.endsWith("y") && afterConsonant ? without(word, 1) + "i" : word;
    }

    private static String step2(String word) {
        String replaced = apply(STEP_2, word);
        boolean again = word.endsWith("alli") && !replaced.equals(word);
        return again ? step2(replaced) : replaced;
    }

    /** Step 5a. */
    private static String finalE(String word) {
        if (!word.endsWith("e")) {
            return word;
        }
        String stem = without(word, 1);
        int measure = measure(stem);
        return measure > 1 || (measure == 1 && !endsInShortSyllable(stem)) ? stem : word;
    }

    /** Step 5b. */
    private static String doubleL(String word) {
        return word.endsWith("ll") && measure(without(word, 1)) > 1 ? without(word, 1) : word;
    }

    /** Applies the first rule whose suffix fits; where its condition fails no later rule is tried. */
    private static String apply(List<Rule> rules, String word) {
        for (Rule rule : rules) {
            if (word.endsWith(rule.suffix())) {
                String stem = without(word, rule.suffix().length());
                return rule.condition().test(stem) ? stem + rule.replacement() : word;
            }
        }
        return word;
    }

    /** Porter's m: how often a vowel is directly followed by a consonant. */
    private static int measure(String stem) {
        int measure = 0;
        boolean previousIsVowel = false;
        for (int i = 0; i < stem.length(); i++) {
            boolean consonant = isConsonant(stem, i);
            if (consonant && previousIsVowel) {
                measure++;
            }
            previousIsVowel = !consonant;
        }
        return measure;
    }

    private static boolean containsVowel(String stem) {
        for (int i = 0; i < stem.length(); i++) {
            if (!isConsonant(stem, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsInDoubleConsonant(String word) {
        int end = word.length() - 1;
        return end >= 1 && word.charAt(end) == word.charAt(end - 1) && isConsonant(word, end);
    }

    /** Consonant, vowel, consonant other than w, x, y; or the whole word is vowel, consonant. */
    private static boolean endsInShortSyllable(String word) {
        int end = word.length() - 1;
        if (end < 1 || !isConsonant(word, end) || isConsonant(word, end - 1)) {
            return false;
        }
        return end == 1 || (isConsonant(word, end - 2) && "wxy".indexOf(last(word)) < 0);
    }

    /** Whether the letter is a consonant; {@code y} is one at the start and after a vowel. */
    private static boolean isConsonant(String word, int index) {
        int run = 0;
        while (index - run > 0 && word.charAt(index - run) == 'y') {
            run++;
        }
        // Each y is the opposite of the letter before it, so a run of them alternates.
        boolean start = "aeiou".indexOf(word.charAt(index - run)) < 0;
        return start == (run % 2 == 0);
    }

    private static char last(String word) {
        return word.charAt(word.length() - 1);
    }

    private static String without(String word, int letters) {
        return word.substring(0, word.length() - letters);
    }
}
