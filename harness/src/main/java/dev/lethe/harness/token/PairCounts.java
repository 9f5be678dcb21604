package dev.lethe.harness.token;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How often each pair of neighbouring tokens occurs, kept up to date while pairs are merged. */
final class PairCounts {

    /** A pair seen once would only store its text. */
    private static final long FEWEST = 2;

    /** A distinct word: its tokens so far, and how often it occurs in the texts. */
    static final class Word {
        private int[] symbols;
        private final long count;

        Word(int[] symbols, long count) {
            this.symbols = symbols;
            this.count = count;
        }
    }

    private static final class Pair {
        private long count;
        private final Set<Word> words = new HashSet<>();
    }

    private record Candidate(long key, long count) {}

    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(
            Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::key));

    private @Nullable Candidate best;

    PairCounts(List<Word> words) {
        words.forEach(word -> count(word, 1));
        pairs.forEach((key, pair) -> queue.add(new Candidate(key, pair.count)));
    }

    /** Moves on to the most frequent pair; false when no pair occurs twice. */
    boolean findMostFrequent() {
        best = null;
        while (best == null && !queue.isEmpty()) {
            Candidate candidate = queue.remove();
            Pair pair = pairs.get(candidate.key);
            if (pair == null || pair.count < FEWEST) {
                continue;
            }
            if (pair.count == candidate.count) {
                best = candidate;
            } else {
                // Its count has changed since it was queued: a queued count is never below the true one.
                queue.add(new Candidate(candidate.key, pair.count));
            }
        }
        return best != null;
    }

    /** The first token of the pair found. */
    int left() {
        return (int) (found() >>> Integer.SIZE);
    }

    /** The second token of the pair found. */
    int right() {
        return (int) found();
    }

    /** Replaces the pair found by one token wherever it occurs, from left to right. */
    void merge(int merged) {
        int left = left();
        int right = right();
        Pair pair = pairs.get(found());
        if (pair == null) {
            throw new IllegalStateException("merged twice");
        }
        Set<Long> grown = new HashSet<>();
        for (Word word : List.copyOf(pair.words)) {
            count(word, -1);
            word.symbols = replace(word.symbols, left, right, merged);
            count(word, 1);
            for (int i = 1; i < word.symbols.length; i++) {
                if (word.symbols[i - 1] == merged || word.symbols[i] == merged) {
                    grown.add(key(word.symbols[i - 1], word.symbols[i]));
                }
            }
        }
        for (long key : grown) {
            Pair changed = pairs.get(key);
            if (changed != null) {
                queue.add(new Candidate(key, changed.count));
            }
        }
    }

    private void count(Word word, int sign) {
        for (int i = 1; i < word.symbols.length; i++) {
            long key = key(word.symbols[i - 1], word.symbols[i]);
            Pair pair = pairs.computeIfAbsent(key, absent -> new Pair());
            pair.count += sign * word.count;
            if (sign > 0) {
                pair.words.add(word);
            } else {
                pair.words.remove(word);
                if (pair.count == 0) {
                    pairs.remove(key);
                }
            }
        }
    }

    private static int[] replace(int[] symbols, int left, int right, int merged) {
        int[] replaced = new int[symbols.length];
        int length = 0;
        for (int i = 0; i < symbols.length; i++) {
            if (i + 1 < symbols.length && symbols[i] == left && symbols[i + 1] == right) {
                replaced[length++] = merged;
                i++;
            } else {
                replaced[length++] = symbols[i];
            }
        }
        return Arrays.copyOf(replaced, length);
    }

    private long found() {
        if (best == null) {
            throw new IllegalStateException("no pair found");
        }
        return best.key;
    }

    private static long key(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }
}
