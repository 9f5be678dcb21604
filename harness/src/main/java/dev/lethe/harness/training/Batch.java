package dev.lethe.harness.training;

import dev.lethe.harness.token.TokenizedExample;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows of one forward and backward pass: a whole optimizer step, or one of its micro-batches.
 *
 * @param parts the rows of each role that has any
 * @param minimumLength least number of tokens that rows are padded to; matters only to quantities that count padding
 */
public record Batch(SortedMap<Role, List<TokenizedExample>> parts, int minimumLength) {

    public Batch {
        var copy = new TreeMap<Role, List<TokenizedExample>>();
        parts.forEach((role, rows) -> {
            if (!rows.isEmpty()) {
                copy.put(role, List.copyOf(rows));
            }
        });
        parts = Collections.unmodifiableSortedMap(copy);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a batch needs a row");
        }
    }

    /** Rows of both sets; either may be empty. */
    public Batch(List<TokenizedExample> forget, List<TokenizedExample> retain) {
        this(new TreeMap<>(Map.of(Role.FORGET, forget, Role.RETAIN, retain)), 0);
    }

    public static Batch ofForget(List<TokenizedExample> rows) {
        return new Batch(rows, List.of());
    }

    public static Batch ofRetain(List<TokenizedExample> rows) {
        return new Batch(List.of(), rows);
    }

    /** This batch with the rows of one role replaced. */
    public Batch with(Role role, List<TokenizedExample> rows) {
        var changed = new EnumMap<Role, List<TokenizedExample>>(parts);
        changed.put(role, rows);
        return new Batch(new TreeMap<>(changed), minimumLength);
    }

    /** This batch with rows padded at least to {@code length} tokens, as published code that pads all rows alike. */
    public Batch paddedTo(int length) {
        return new Batch(parts, length);
    }

    /** The rows of a role; may be empty. */
    public List<TokenizedExample> rows(Role role) {
        return parts.getOrDefault(role, List.of());
    }

    /** The rows of the forget set; may be empty. */
    public List<TokenizedExample> forget() {
        return rows(Role.FORGET);
    }

    /** The rows of the retain set; may be empty. */
    public List<TokenizedExample> retain() {
        return rows(Role.RETAIN);
    }

    /** Number of rows of all parts. */
    public int size() {
        return parts.values().stream().mapToInt(List::size).sum();
    }

    /** Number of scored tokens of all parts. */
    public int labelCount() {
        return parts.values().stream()
                .flatMap(Collection::stream)
                .mapToInt(TokenizedExample::labelCount)
                .sum();
    }
}
