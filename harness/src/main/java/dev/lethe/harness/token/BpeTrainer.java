package dev.lethe.harness.token;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains a byte-level BPE: starting from single bytes, the most frequent pair of neighbours within a word becomes a token,
 * again and again. Ties go to the pair of smaller ids, so the same texts always give the same vocabulary.
 */
public final class BpeTrainer {

    /** How byte-level tokenizers cut a text into words before merging: contractions, words, numbers, signs, blanks. */
    private static final Pattern WORD = Pattern.compile(
            "'(?:[stmd]|re|ve|ll)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private static final int BYTES = 256;

    private final int vocabularySize;
    private final List<String> specialTokens;

    /**
     * @param vocabularySize number of tokens wanted, special tokens and the 256 bytes included
     * @param specialTokens tokens that get the first ids, in this order
     */
    public BpeTrainer(int vocabularySize, List<String> specialTokens) {
        this.specialTokens = List.copyOf(specialTokens);
        this.vocabularySize = vocabularySize;
        if (vocabularySize < specialTokens.size() + BYTES) {
            throw new IllegalArgumentException("vocabulary size is " + vocabularySize + "; expected at least "
                    + (specialTokens.size() + BYTES) + ", for special tokens and single bytes");
        }
    }

    /** Trains on texts; the vocabulary stays smaller than wanted when no pair occurs twice any more. */
    public BpeVocabulary train(Iterable<String> texts) {
        List<String> tokens = new ArrayList<>(specialTokens);
        int firstByte = tokens.size();
        for (int value = 0; value < BYTES; value++) {
            tokens.add(String.valueOf(ByteAlphabet.character(value)));
        }
        Map<String, Integer> ids = new HashMap<>();
        tokens.forEach(token -> ids.put(token, ids.size()));
        PairCounts pairs = new PairCounts(words(texts, firstByte));
        List<BpeVocabulary.Merge> merges = new ArrayList<>();
        while (tokens.size() < vocabularySize && pairs.findMostFrequent()) {
            String left = tokens.get(pairs.left());
            String right = tokens.get(pairs.right());
            merges.add(new BpeVocabulary.Merge(left, right));
            // Two merges may spell the same token.
            int merged = ids.computeIfAbsent(left + right, token -> {
                tokens.add(token);
                return tokens.size() - 1;
            });
            pairs.merge(merged);
        }
        return new BpeVocabulary(specialTokens, tokens, merges);
    }

    private static List<PairCounts.Word> words(Iterable<String> texts, int firstByte) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String text : texts) {
            Matcher matcher = WORD.matcher(text);
            while (matcher.find()) {
                counts.merge(matcher.group(), 1, Integer::sum);
            }
        }
        List<PairCounts.Word> words = new ArrayList<>();
        counts.forEach((word, count) -> {
            int[] symbols = ByteAlphabet.bytes(word);
            for (int i = 0; i < symbols.length; i++) {
                symbols[i] += firstByte;
            }
            words.add(new PairCounts.Word(symbols, count));
        });
        return words;
    }
}
