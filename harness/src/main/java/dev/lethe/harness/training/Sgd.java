package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;

/**
 * Plain gradient descent as {@code torch.optim.SGD} computes it, without momentum:
 * {@code w <- w - rate * (g + weightDecay * w)}. The decay is added to the gradient after clipping.
 *
 * @param learningRate step size before the schedule
 * @param weightDecay factor of the L2 penalty's gradient
 */
public record Sgd(double learningRate, double weightDecay) implements OptimizerSettings {

    public Sgd {
        if (!(learningRate >= 0 && weightDecay >= 0)) {
            throw new IllegalArgumentException("learning rate and decay are at least 0");
        }
    }

    /** Without decay. */
    public static Sgd withRate(double learningRate) {
        return new Sgd(learningRate, 0);
    }

    public Sgd withDecay(double decay) {
        return new Sgd(learningRate, decay);
    }

    @Override
    public UpdateRule start(TrainedModel model, NDManager owner) {
        return (scope, rate) ->
                model.kernels().arithmetic().sgd(scope, model.trained(), model.gradients(), rate, weightDecay);
    }
}
