package dev.lethe.harness.bench;

import dev.lethe.harness.token.TokenizedExample;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Token ids without meaning. */
final class Noise {

    private final SplittableRandom random;
    private final int vocabulary;

    Noise(int vocabulary, long seed) {
        this.random = new SplittableRandom(seed);
        this.vocabulary = vocabulary;
    }

    int[] ids(int length) {
        return random.ints(length, 0, vocabulary).toArray();
    }

    /** Prompts of these lengths. */
    List<int[]> prompts(int... lengths) {
        return IntStream.of(lengths).mapToObj(this::ids).toList();
    }

    /** Rows one token longer than what enters the model: the last one is only predicted. */
    List<TokenizedExample> rows(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(row -> new TokenizedExample("noise " + row, ids(length + 1), 0))
                .toList();
    }

    /** A length from {@code from} to {@code to}. */
    int length(int from, int to) {
        return random.nextInt(from, to + 1);
    }
}
