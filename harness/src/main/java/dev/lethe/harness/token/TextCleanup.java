package dev.lethe.harness.token;

import java.util.List;

/**
 * The clean-up that the official inference applies to decoded text: blanks before some signs and contractions go, one rule
 * after the other (transformers' {@code clean_up_tokenization_spaces}).
 */
final class TextCleanup {

    private record Rule(String from, String to) {}

    private static final List<Rule> RULES = List.of(
            new Rule(" .", "."),
            new Rule(" ?", "?"),
            new Rule(" !", "!"),
            new Rule(" ,", ","),
            new Rule(" ' ", "'"),
            new Rule(" n't", "n't"),
            new Rule(" 'm", "'m"),
            new Rule(" 's", "'s"),
            new Rule(" 've", "'ve"),
            new Rule(" 're", "'re"));

    private TextCleanup() {}

    static String apply(String text) {
        String cleaned = text;
        for (Rule rule : RULES) {
            cleaned = cleaned.replace(rule.from(), rule.to());
        }
        return cleaned;
    }
}
