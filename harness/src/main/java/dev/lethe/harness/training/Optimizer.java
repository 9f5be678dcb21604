package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.torch.Kernels;
import java.util.ArrayList;
import java.util.List;

/** AdamW's state for the trained tensors of a model. */
public final class Optimizer {

    private final TrainedModel model;
    private final AdamW settings;
    private final List<NDArray> firstMoments = new ArrayList<>();
    private final List<NDArray> secondMoments = new ArrayList<>();
    private final List<NDArray> steps = new ArrayList<>();

    /** @param scope owner of the state */
    public Optimizer(TrainedModel model, AdamW settings, NDManager scope) {
        this.model = model;
        this.settings = settings;
        for (NDArray tensor : model.trained()) {
            long[] shape = tensor.getShape().getShape();
            firstMoments.add(model.kernels().zeros(scope, Dtype.FLOAT32, shape));
            secondMoments.add(model.kernels().zeros(scope, Dtype.FLOAT32, shape));
            steps.add(model.kernels().zeros(scope, Dtype.FLOAT32));
        }
    }

    /**
     * Clips the accumulated gradients, steps, and sets them to zero. Gradients that are not finite change nothing.
     *
     * @param rate the learning rate of this step
     * @param maxNorm limit on the global norm; 0 = none
     * @return the global L2 norm before clipping
     */
    public double step(NDManager scope, double rate, double maxNorm) {
        Kernels kernels = model.kernels();
        double norm = kernels.clip(scope, model.gradients(), maxNorm);
        if (Double.isFinite(norm)) {
            kernels.adamw(
                    scope,
                    model.trained(),
                    model.gradients(),
                    firstMoments,
                    secondMoments,
                    steps,
                    rate,
                    settings.weightDecay(),
                    settings.beta1(),
                    settings.beta2(),
                    settings.epsilon());
        }
        kernels.zero(scope, model.gradients());
        return norm;
    }
}
