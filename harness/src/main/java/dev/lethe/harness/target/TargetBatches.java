package dev.lethe.harness.target;

import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Texts of like length together, up to a number of padded tokens; new neighbours and a new order every epoch. */
final class TargetBatches implements BatchSource {

    private final List<TokenizedExample> texts;
    private final int batchTokens;
    private final Random random;

    TargetBatches(List<TokenizedExample> texts, int batchTokens, Random random) {
        this.texts = List.copyOf(texts);
        this.batchTokens = batchTokens;
        this.random = random;
    }

    @Override
    public List<Batch> epoch(int epoch) {
        var sorted = new ArrayList<>(texts);
        Collections.shuffle(sorted, random);
        sorted.sort(Comparator.comparingInt(TokenizedExample::length));
        var batches = new ArrayList<Batch>();
        int from = 0;
        for (int to = 1; to <= sorted.size(); to++) {
            boolean full =
                    to < sorted.size() && (to + 1 - from) * sorted.get(to).length() > batchTokens;
            if (full || to == sorted.size()) {
                batches.add(Batch.ofRetain(sorted.subList(from, to)));
                from = to;
            }
        }
        Collections.shuffle(batches, random);
        return batches;
    }
}
