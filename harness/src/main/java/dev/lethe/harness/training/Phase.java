package dev.lethe.harness.training;

import java.util.function.ObjIntConsumer;

/**
 * A stretch of training with its own optimizer state and schedule.
 *
 * @param name for logs and {@code steps.csv}: {@code chunk 3/8}
 * @param batches the micro-batches of each epoch
 * @param epochs number of passes, at least 1
 * @param optimizer its settings; the state starts anew
 * @param schedule of the learning rate
 * @param maxGradNorm limit on the global L2 norm of the gradients; 0 = none
 * @param objective what is minimized
 * @param accumulation micro-batches of each replica in a step, at least 1; an epoch's last step may have fewer
 * @param normalization how the losses of a step's micro-batches are weighed
 * @param afterStep told of each step and of its epoch, from 0, when it is made: for objectives whose weights follow the
 *     losses
 */
public record Phase(
        String name,
        BatchSource batches,
        int epochs,
        OptimizerSettings optimizer,
        RateSchedule schedule,
        double maxGradNorm,
        Objective objective,
        int accumulation,
        LossNormalization normalization,
        ObjIntConsumer<StepReport> afterStep) {

    /** Default of {@link #maxGradNorm}: that of Hugging Face's trainer, on which SUGD and AGAD were run. */
    public static final double DEFAULT_MAX_GRAD_NORM = 1.0;

    public Phase {
        if (epochs < 0 || maxGradNorm < 0) {
            throw new IllegalArgumentException("epochs and maxGradNorm are at least 0");
        }
        if (accumulation < 1) {
            throw new IllegalArgumentException("accumulation is " + accumulation + "; expected at least 1");
        }
    }

    /** AdamW without decay, linear to 0 without warm-up, gradients clipped at 1, a step for each batch. */
    public static Phase of(String name, BatchSource batches, int epochs, double learningRate, Objective objective) {
        return new Phase(
                name,
                batches,
                epochs,
                AdamW.withRate(learningRate),
                LinearSchedule.WITHOUT_WARMUP,
                DEFAULT_MAX_GRAD_NORM,
                objective,
                1,
                LossNormalization.MICROBATCH_MEAN,
                (report, epoch) -> {});
    }

    public Phase withBatches(BatchSource changed) {
        return new Phase(
                name,
                changed,
                epochs,
                optimizer,
                schedule,
                maxGradNorm,
                objective,
                accumulation,
                normalization,
                afterStep);
    }

    /** A phase whose steps a {@link StepRule} makes: it has no objective of its own, and nothing is clipped. */
    public static Phase composed(String name, BatchSource batches, int epochs, double learningRate) {
        return of(name, batches, epochs, learningRate, batch -> {
                    throw new IllegalStateException("the steps of phase " + name + " are composed by a rule");
                })
                .withMaxGradNorm(0);
    }

    public Phase withOptimizer(OptimizerSettings settings) {
        return new Phase(
                name,
                batches,
                epochs,
                settings,
                schedule,
                maxGradNorm,
                objective,
                accumulation,
                normalization,
                afterStep);
    }

    public Phase withSchedule(RateSchedule changed) {
        return new Phase(
                name,
                batches,
                epochs,
                optimizer,
                changed,
                maxGradNorm,
                objective,
                accumulation,
                normalization,
                afterStep);
    }

    /** With a limit on the global L2 norm of the gradients; 0 = none. */
    public Phase withMaxGradNorm(double limit) {
        return new Phase(
                name, batches, epochs, optimizer, schedule, limit, objective, accumulation, normalization, afterStep);
    }

    /** With several micro-batches in each step of a replica. */
    public Phase withAccumulation(int microBatches, LossNormalization weighing) {
        return new Phase(
                name, batches, epochs, optimizer, schedule, maxGradNorm, objective, microBatches, weighing, afterStep);
    }

    /** With a listener to its steps, for objectives whose weights follow the losses. */
    public Phase withAfterStep(ObjIntConsumer<StepReport> listener) {
        return new Phase(
                name,
                batches,
                epochs,
                optimizer,
                schedule,
                maxGradNorm,
                objective,
                accumulation,
                normalization,
                listener);
    }
}
