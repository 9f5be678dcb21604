package dev.lethe.harness.estimate;

import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;

/**
 * How much training is going to compute.
 *
 * @param rowPasses rows through the model and back
 * @param length mean tokens of a row, padding included
 * @param referenceRows rows through the reference as well
 * @param importanceRows rows from which the importance of the adapted weights is estimated
 * @param devices that share the passes
 */
public record TrainingWork(long rowPasses, int length, long referenceRows, long importanceRows, int devices) {

    /** No training. */
    static final TrainingWork NONE = new TrainingWork(0, 0);

    public TrainingWork {
        if (devices < 1) {
            throw new IllegalArgumentException("devices is " + devices + "; expected at least 1");
        }
    }

    /** Passes on one device, and nothing else. */
    public TrainingWork(long rowPasses, int length) {
        this(rowPasses, length, 0, 0, 1);
    }

    /** The time of this work at these rates; activation checkpointing adds a forward pass to every pass. */
    double seconds(Workload workload, ComputeRates rates) {
        var flops = new ModelFlops(workload.config());
        double forward = flops.forward(1, length);
        double pass = flops.step(workload.trainable(), 1, length) + (workload.checkpointing() ? forward : 0);
        double seconds = (rowPasses * pass / rates.training() + referenceRows * forward / rates.forward()) / devices;
        // On the first device alone.
        return importanceRows == 0
                ? seconds
                : seconds + importanceRows * flops.step(adapted(workload.trainable()), 1, length) / rates.training();
    }

    /** The weights that an adapter sits on, trained themselves. */
    static Trainable adapted(Trainable trainable) {
        return trainable
                .adapter()
                .map(LoraConfig::targetModules)
                .<Trainable>map(Trainable.Linears::new)
                .orElseGet(Trainable.Nothing::new);
    }
}
