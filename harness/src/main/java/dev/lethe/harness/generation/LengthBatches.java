package dev.lethe.harness.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Puts sequences of like length together, so that little padding is computed. */
final class LengthBatches {

    private LengthBatches() {}

    /**
     * Indices of {@code count} sequences, sorted by length and cut so that rows times the longest stay in the budget.
     *
     * @param length tokens that sequence i takes, padding to its batch aside
     * @param tokenBudget largest number of padded tokens in a batch; a longer sequence has a batch of its own
     * @param maxRows largest number of rows in a batch
     */
    static List<List<Integer>> of(int count, IntUnaryOperator length, int tokenBudget, int maxRows) {
        List<Integer> sorted = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingInt(length::applyAsInt))
                .toList();
        var batches = new ArrayList<List<Integer>>();
        var open = new ArrayList<Integer>();
        for (int index : sorted) {
            boolean full = (open.size() + 1L) * length.applyAsInt(index) > tokenBudget || open.size() == maxRows;
            if (full && !open.isEmpty()) {
                batches.add(List.copyOf(open));
                open.clear();
            }
            open.add(index);
        }
        if (!open.isEmpty()) {
            batches.add(List.copyOf(open));
        }
        return batches;
    }
}
