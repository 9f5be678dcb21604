package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.torch.Dtype;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * How much each weight matters to some rows: {@code I = sum_batches n g^2 / sum_batches n}, with g the gradient of a
 * batch's TOK_MEAN and n its number of scored tokens. An estimate of the Fisher information's diagonal that squares the
 * mean of a batch; with a row a batch it squares the row's own.
 */
final class FisherImportance {

    private final TrainedModel model;
    private final BooleanSupplier cancelled;

    /** @param model whose trained tensors are asked about */
    FisherImportance(TrainedModel model, BooleanSupplier cancelled) {
        this.model = model;
        this.cancelled = cancelled;
    }

    /** The importance of each element of each trained tensor, in their order; zero without batches. */
    List<NDArray> of(List<Batch> batches, NDManager owner) {
        var sums = new ArrayList<NDArray>();
        for (NDArray tensor : model.trained()) {
            sums.add(model.kernels()
                    .storage()
                    .zeros(owner, Dtype.FLOAT32, tensor.getShape().getShape()));
        }
        long tokens = batches.stream().mapToLong(Batch::labelCount).sum();
        for (Batch batch : batches) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled while estimating the importance of weights");
            }
            try (NDManager scope = model.newScope()) {
                TrainingBatch.of(model, batch, scope).accumulate(FisherImportance::loss, 1);
                model.kernels()
                        .arithmetic()
                        .addSquares(scope, sums, model.gradients(), (double) batch.labelCount() / tokens);
                model.kernels().arithmetic().zero(scope, model.gradients());
            }
        }
        return sums;
    }

    private static Value loss(TrainingBatch rows) {
        return (rows.hasForget() ? rows.forget() : rows.retain()).nll().tokenMean();
    }
}
