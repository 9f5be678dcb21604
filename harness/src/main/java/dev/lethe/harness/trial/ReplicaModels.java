package dev.lethe.harness.trial;

import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Compute;
import java.util.ArrayList;
import java.util.List;

/** A model in training and its copies on the further devices of a trial; the copies die with this. */
final class ReplicaModels implements AutoCloseable {

    private final TrainedModel first;
    private final List<TrainedModel> copies = new ArrayList<>();

    /** @param seed of the first replica; the others drop other elements, and take over its adapter anyway */
    ReplicaModels(TrainedModel first, TrialSetup setup, long seed) {
        this.first = first;
        try {
            for (Compute compute : setup.computes().subList(1, setup.computes().size())) {
                copies.add(copy(compute, setup, seed + 1 + copies.size()));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private TrainedModel copy(Compute compute, TrialSetup setup, long seed) {
        Decoder copy = first.decoder().copyTo(compute, setup.precision().compute());
        try {
            return compute.call(() -> new TrainedModel(copy, setup.trainable(), seed, setup.checkpointing()));
        } catch (RuntimeException e) {
            compute.run(copy::close);
            throw e;
        }
    }

    /** All replicas, the first one first. */
    List<TrainedModel> all() {
        var all = new ArrayList<TrainedModel>();
        all.add(first);
        all.addAll(copies);
        return all;
    }

    /** Frees the copies; the first model stays. */
    @Override
    public void close() {
        for (TrainedModel copy : copies) {
            copy.decoder().compute().run(() -> {
                copy.close();
                copy.decoder().close();
            });
        }
        copies.clear();
    }
}
