package dev.lethe.harness.training;

import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fills the end of an epoch from its beginning, so that every replica gets equally many batches of equal size. */
final class WrappedTail {

    private final Map<Role, List<TokenizedExample>> rows = new EnumMap<>(Role.class);
    private final Map<Role, Integer> used = new EnumMap<>(Role.class);
    private final Batch shape;

    private WrappedTail(List<Batch> batches) {
        this.shape = batches.get(0);
        for (Role role : shape.parts().keySet()) {
            rows.put(
                    role,
                    batches.stream().flatMap(batch -> batch.rows(role).stream()).toList());
        }
    }

    /**
     * Batches whose number is a multiple of {@code replicas}. Where all but a shorter last one have the same numbers of
     * rows of each role, the last one and the missing ones take the epoch's first rows in order; otherwise whole
     * batches are repeated from the first on. One replica keeps its short last batch.
     */
    static List<Batch> even(List<Batch> batches, int replicas) {
        if (replicas == 1 || batches.isEmpty()) {
            return batches;
        }
        var even = new ArrayList<>(batches);
        int last = batches.size() - 1;
        if (isRegular(batches)) {
            var tail = new WrappedTail(batches);
            even.set(last, tail.filled(batches.get(last)));
            while (even.size() % replicas != 0) {
                even.add(tail.filled(null));
            }
        } else {
            while (even.size() % replicas != 0) {
                even.add(even.get(even.size() - batches.size()));
            }
        }
        return even;
    }

    private static boolean isRegular(List<Batch> batches) {
        Batch first = batches.get(0);
        Batch last = batches.get(batches.size() - 1);
        return Arrays.stream(Role.values()).allMatch(role -> {
            int size = first.rows(role).size();
            return last.rows(role).size() <= size
                    && batches.subList(0, batches.size() - 1).stream()
                            .allMatch(batch -> batch.rows(role).size() == size);
        });
    }

    /** A full batch that begins with the rows of {@code start}. */
    private Batch filled(@Nullable Batch start) {
        var parts = new TreeMap<Role, List<TokenizedExample>>();
        rows.forEach((role, all) -> {
            var part = new ArrayList<>(start == null ? List.of() : start.rows(role));
            while (part.size() < shape.rows(role).size()) {
                part.add(all.get((used.merge(role, 1, Integer::sum) - 1) % all.size()));
            }
            parts.put(role, part);
        });
        return new Batch(parts, shape.minimumLength());
    }
}
