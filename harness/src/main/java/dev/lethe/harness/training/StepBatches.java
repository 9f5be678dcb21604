package dev.lethe.harness.training;

import java.util.ArrayList;
import java.util.List;

/**
 * The micro-batches of one optimizer step.
 *
 * @param ofReplica of each replica in order; each has as many
 */
record StepBatches(List<List<Batch>> ofReplica) {

    StepBatches {
        ofReplica = ofReplica.stream().map(List::copyOf).toList();
    }

    /**
     * The steps of an epoch: the n-th micro-batch of replica r is batch {@code n * replicas + r}, and a step takes the
     * next {@code accumulation} micro-batches of each. The last step may have fewer. With several replicas a short tail
     * wraps around to the epoch's first rows. Source: accelerate's {@code BatchSamplerShard} without splitting batches.
     */
    static List<StepBatches> ofEpoch(List<Batch> batches, int replicas, int accumulation) {
        List<List<Batch>> rounds = BatchSource.cut(WrappedTail.even(batches, replicas), replicas);
        return BatchSource.cut(rounds, accumulation).stream()
                .map(step -> transposed(step, replicas))
                .toList();
    }

    private static StepBatches transposed(List<List<Batch>> rounds, int replicas) {
        var ofReplica = new ArrayList<List<Batch>>();
        for (int r = 0; r < replicas; r++) {
            int replica = r;
            ofReplica.add(rounds.stream().map(round -> round.get(replica)).toList());
        }
        return new StepBatches(ofReplica);
    }

    int replicas() {
        return ofReplica.size();
    }

    /** Micro-batches of each replica. */
    int accumulation() {
        return ofReplica.get(0).size();
    }

    /** Scored tokens of all micro-batches. */
    long labelCount() {
        return ofReplica.stream()
                .flatMap(List::stream)
                .mapToLong(Batch::labelCount)
                .sum();
    }
}
