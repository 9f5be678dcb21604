package dev.lethe.data.generate;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What has been written so far. A document is taken only if none of its sentences, questions and answers stands in
 * another one: otherwise forgetting one document would be forgetting a part of others.
 */
final class Ledger {

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n+");

    private final Set<String> taken = new HashSet<>();
    private final Set<String> answers = new HashSet<>();

    /** Takes the sentences, question and answer, or nothing if one of them was taken before. */
    boolean take(String text, String question, String answer) {
        if (!isNew(answer)) {
            return false;
        }
        if (taken.contains(key(question)) || !take(text)) {
            return false;
        }
        taken.add(key(question));
        answers.add(key(answer));
        return true;
    }

    /** Takes the sentences of a text, or nothing if one of them was taken before. */
    boolean take(String text) {
        List<String> sentences = sentences(text);
        if (sentences.stream().anyMatch(taken::contains)) {
            return false;
        }
        taken.addAll(sentences);
        return true;
    }

    /** Whether no question has this answer yet. */
    boolean isNew(String answer) {
        return !answers.contains(key(answer));
    }

    static List<String> sentences(String text) {
        return SENTENCE_END
                .splitAsStream(text)
                .map(Ledger::key)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static String key(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
