package dev.lethe.harness.training;

import dev.lethe.harness.token.TokenizedExample;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rows of one forward and backward pass: a whole optimizer step, or one of its micro-batches.
 *
 * @param forget rows of the forget set; may be empty
 * @param retain rows of the retain set; may be empty
 */
public record Batch(List<TokenizedExample> forget, List<TokenizedExample> retain) {

    public Batch {
        forget = List.copyOf(forget);
        retain = List.copyOf(retain);
        if (forget.isEmpty() && retain.isEmpty()) {
            throw new IllegalArgumentException("a batch needs a row");
        }
    }

    public static Batch ofForget(List<TokenizedExample> rows) {
        return new Batch(rows, List.of());
    }

    public static Batch ofRetain(List<TokenizedExample> rows) {
        return new Batch(List.of(), rows);
    }

    /** Number of rows of both sets. */
    public int size() {
        return forget.size() + retain.size();
    }

    /** Number of scored tokens of both sets. */
    public int labelCount() {
        return Stream.concat(forget.stream(), retain.stream())
                .mapToInt(TokenizedExample::labelCount)
                .sum();
    }
}
