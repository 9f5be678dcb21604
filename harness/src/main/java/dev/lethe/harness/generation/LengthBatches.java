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
     * A batch of which some sequences may have been computed by a run that was killed.
     *
     * @param indices all its sequences
     * @param finished how many of them, from the first on, are known
     */
    record Batch(List<Integer> indices, int finished) {

        /** Those that are not known yet. */
        List<Integer> missing() {
            return indices.subList(finished, indices.size());
        }
    }

    /**
     * What is left to compute once the first {@code finished} sequences, in the order of the batches, are known. A batch
     * that is cut there stays whole: numbers depend in their last digits on what is beside them, and a run that was
     * killed has to end in those of a run that was not.
     */
    static List<Batch> after(int finished, List<List<Integer>> batches) {
        var left = new ArrayList<Batch>();
        int begin = 0;
        for (List<Integer> batch : batches) {
            int end = begin + batch.size();
            if (end > finished) {
                left.add(new Batch(batch, Math.max(0, finished - begin)));
            }
            begin = end;
        }
        return left;
    }

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
