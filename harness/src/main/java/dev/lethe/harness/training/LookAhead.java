package dev.lethe.harness.training;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import java.util.Arrays;

/** Tries an update, looks at losses along it, and takes it back. */
final class LookAhead {

    private final TrainedModel model;
    private final UpdateRule rule;

    LookAhead(TrainedModel model, UpdateRule rule) {
        this.model = model;
        this.rule = rule;
    }

    /** Losses at {@code w + ratio * (w' - w)}, w' after the update with the gradients as they are, which stay. */
    double[] losses(double rate, double[] ratios, Objective loss, Batch batch) {
        try (NDManager scope = model.newScope()) {
            var weights = new TensorCopies(model.kernels(), model.trained(), scope);
            var gradients = new TensorCopies(model.kernels(), model.gradients(), scope);
            var state = new TensorCopies(model.kernels(), rule.state(), scope);
            try {
                rule.apply(scope, rate);
                var updated = new TensorCopies(model.kernels(), model.trained(), scope);
                return Arrays.stream(ratios)
                        .map(ratio -> {
                            model.kernels()
                                    .arithmetic()
                                    .interpolate(scope, model.trained(), weights.copies(), updated.copies(), ratio);
                            return loss(loss, batch);
                        })
                        .toArray();
            } finally {
                weights.restore(scope);
                gradients.restore(scope);
                state.restore(scope);
            }
        }
    }

    private double loss(Objective loss, Batch batch) {
        try (NDManager scope = model.newScope()) {
            return model.withoutDropout(
                    () -> loss.loss(TrainingBatch.of(model, batch, scope)).number());
        }
    }
}
