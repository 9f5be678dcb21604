package dev.lethe.data.generate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A stream of random choices. The generator is written out here (SplitMix64, Steele, Lea and Flood 2014) because the
 * library does not promise the same numbers in every Java release, and data that changes with the JVM is other data.
 */
final class Draw {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    private Draw(long state) {
        this.state = state;
    }

    /** The stream of one concern; streams of other names under the same seed are independent of it. */
    static Draw stream(long seed, String concern) {
        long state = mix(seed + GOLDEN_GAMMA);
        for (int i = 0; i < concern.length(); i++) {
            state = mix(state * 31 + concern.charAt(i) + GOLDEN_GAMMA);
        }
        return new Draw(state);
    }

    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** A number from 0 to {@code bound - 1}. */
    int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound " + bound + " is not positive");
        }
        // The upper 32 bits times the bound: a bias below bound / 2^32, far under what 24 documents could show.
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** A number from {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + below(high - low + 1);
    }

    <T> T of(List<T> items) {
        return items.get(below(items.size()));
    }

    <T> List<T> shuffled(List<T> items) {
        List<T> shuffled = new ArrayList<>(items);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, below(i + 1));
        }
        return shuffled;
    }

    /** A version 4 UUID. */
    String uuid() {
        long high = next() & 0xffffffffffff0fffL | 0x4000L;
        long low = next() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** Digits, the first of them not zero. */
    String digits(int count) {
        StringBuilder digits = new StringBuilder().append((char) ('1' + below(9)));
        while (digits.length() < count) {
            digits.append((char) ('0' + below(10)));
        }
        return digits.toString();
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
