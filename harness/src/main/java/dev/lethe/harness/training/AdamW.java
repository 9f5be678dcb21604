package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;

/**
 * Settings of AdamW (Loshchilov and Hutter, arXiv 1711.05101), as PyTorch computes it.
 *
 * @param learningRate step size before the schedule
 * @param weightDecay decoupled decay, times the learning rate
 * @param beta1 decay of the first moment. Default 0.9: PyTorch's
 * @param beta2 decay of the second moment. Default 0.999: PyTorch's
 * @param epsilon added to the root of the second moment. Default 1e-8: PyTorch's
 */
public record AdamW(double learningRate, double weightDecay, double beta1, double beta2, double epsilon)
        implements OptimizerSettings {

    public AdamW {
        if (!(learningRate >= 0 && weightDecay >= 0 && beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("learning rate and decay are at least 0, betas in [0, 1)");
        }
    }

    /** PyTorch's defaults without decay. */
    public static AdamW withRate(double learningRate) {
        return new AdamW(learningRate, 0, 0.9, 0.999, 1e-8);
    }

    public AdamW withDecay(double decay) {
        return new AdamW(learningRate, decay, beta1, beta2, epsilon);
    }

    @Override
    public UpdateRule start(TrainedModel model, NDManager scope) {
        return new AdamWState(model, this, scope);
    }
}
