package dev.lethe.methods;

import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.OptimizerSettings;
import dev.lethe.harness.training.Sgd;

/** What turns a direction into an update of the weights. */
public enum BaseOptimizer {
    /** With moments. */
    ADAMW {
        @Override
        OptimizerSettings settings(double learningRate, double weightDecay) {
            return AdamW.withRate(learningRate).withDecay(weightDecay);
        }
    },
    /** The direction times the rate. */
    SGD {
        @Override
        OptimizerSettings settings(double learningRate, double weightDecay) {
            return Sgd.withRate(learningRate).withDecay(weightDecay);
        }
    };

    abstract OptimizerSettings settings(double learningRate, double weightDecay);
}
