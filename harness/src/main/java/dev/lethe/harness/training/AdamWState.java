package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Dtype;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The moments of AdamW, in the types of the trained tensors, and its step counters. */
final class AdamWState implements UpdateRule {

    private final TrainedModel model;
    private final AdamW settings;
    private final List<NDArray> firstMoments = new ArrayList<>();
    private final List<NDArray> secondMoments = new ArrayList<>();
    private final List<NDArray> steps = new ArrayList<>();

    AdamWState(TrainedModel model, AdamW settings, NDManager owner) {
        this.model = model;
        this.settings = settings;
        for (NDArray tensor : model.trained()) {
            long[] shape = tensor.getShape().getShape();
            firstMoments.add(model.kernels().storage().zeros(owner, model.typeOf(tensor), shape));
            secondMoments.add(model.kernels().storage().zeros(owner, model.typeOf(tensor), shape));
            steps.add(model.kernels().storage().zeros(owner, Dtype.FLOAT32));
        }
    }

    @Override
    public void apply(NDManager scope, double rate) {
        model.kernels()
                .arithmetic()
                .adamw(
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

    @Override
    public List<NDArray> state() {
        return Stream.of(firstMoments, secondMoments, steps)
                .flatMap(List::stream)
                .toList();
    }
}
