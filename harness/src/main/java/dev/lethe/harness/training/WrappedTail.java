package dev.lethe.harness.training;

import dev.lethe.harness.token.TokenizedExample;
import java.util.ArrayList;
import java.util.List;

/** Fills the end of an epoch from its beginning, so that every replica gets equally many batches of equal size. */
final class WrappedTail {

    private final List<TokenizedExample> forget;
    private final List<TokenizedExample> retain;
    private final Batch shape;
    private int usedForget;
    private int usedRetain;

    private WrappedTail(List<Batch> batches) {
        this.forget = batches.stream().flatMap(batch -> batch.forget().stream()).toList();
        this.retain = batches.stream().flatMap(batch -> batch.retain().stream()).toList();
        this.shape = batches.get(0);
    }

    /**
     * Batches whose number is a multiple of {@code replicas}. Where all but a shorter last one have the same numbers of
     * forget and retain rows, the last one and the missing ones take the epoch's first rows in order; otherwise whole
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
            even.set(
                    last,
                    tail.filled(batches.get(last).forget(), batches.get(last).retain()));
            while (even.size() % replicas != 0) {
                even.add(tail.filled(List.of(), List.of()));
            }
        } else {
            while (even.size() % replicas != 0) {
                even.add(even.get(even.size() - batches.size()));
            }
        }
        return even;
    }

    private static boolean isRegular(List<Batch> batches) {
        int forget = batches.get(0).forget().size();
        int retain = batches.get(0).retain().size();
        Batch last = batches.get(batches.size() - 1);
        return last.forget().size() <= forget
                && last.retain().size() <= retain
                && batches.subList(0, batches.size() - 1).stream()
                        .allMatch(batch -> batch.forget().size() == forget
                                && batch.retain().size() == retain);
    }

    private Batch filled(List<TokenizedExample> forgetRows, List<TokenizedExample> retainRows) {
        var moreForget = new ArrayList<>(forgetRows);
        while (moreForget.size() < shape.forget().size()) {
            moreForget.add(forget.get(usedForget++ % forget.size()));
        }
        var moreRetain = new ArrayList<>(retainRows);
        while (moreRetain.size() < shape.retain().size()) {
            moreRetain.add(retain.get(usedRetain++ % retain.size()));
        }
        return new Batch(moreForget, moreRetain);
    }
}
