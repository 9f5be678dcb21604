package dev.lethe.harness.training;

/**
 * How the losses of the micro-batches of one optimizer step are weighed. With G micro-batches on each of W replicas, and
 * n_i of the N scored tokens of all of them in micro-batch i, a replica's gradient is {@code sum_i f_i * grad(L_i)}; the
 * replicas' gradients are then averaged.
 */
public enum LossNormalization {

    /** {@code f_i = 1 / G}: the mean of the micro-batches' losses, as Hugging Face's trainer had it up to 4.45. */
    MICROBATCH_MEAN,

    /**
     * {@code f_i = n_i * W / N}: for losses that are a token mean, the mean over all tokens of the step, as Hugging
     * Face's trainer has it for its own loss since 4.46. Only for batches of one set: a sum of a forget and a retain mean
     * has no single number of tokens.
     */
    GLOBAL_TOKEN_MEAN;

    /** The factor on the loss of a micro-batch, one of a step's. */
    double factor(Batch batch, StepBatches step) {
        return switch (this) {
            case MICROBATCH_MEAN -> 1.0 / step.accumulation();
            case GLOBAL_TOKEN_MEAN -> {
                if (batch.parts().size() > 1) {
                    throw new IllegalStateException("GLOBAL_TOKEN_MEAN needs batches of one role; this one has "
                            + batch.parts().keySet() + ": use MICROBATCH_MEAN");
                }
                yield (double) batch.labelCount() * step.replicas() / step.labelCount();
            }
        };
    }
}
