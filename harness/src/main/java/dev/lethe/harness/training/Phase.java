package dev.lethe.harness.training;

/**
 * A stretch of training with its own optimizer state and schedule.
 *
 * @param name for logs and {@code steps.csv}: {@code chunk 3/8}
 * @param batches the batches of each epoch
 * @param epochs number of passes, at least 1
 * @param optimizer its settings; the state starts anew
 * @param schedule of the learning rate
 * @param maxGradNorm limit on the global L2 norm of the gradients; 0 = none
 * @param objective what is minimized
 */
public record Phase(
        String name,
        BatchSource batches,
        int epochs,
        AdamW optimizer,
        LinearSchedule schedule,
        double maxGradNorm,
        Objective objective) {

    /** Default of {@link #maxGradNorm}: that of Hugging Face's trainer, on which SUGD and AGAD were run. */
    public static final double DEFAULT_MAX_GRAD_NORM = 1.0;

    public Phase {
        if (epochs < 0 || maxGradNorm < 0) {
            throw new IllegalArgumentException("epochs and maxGradNorm are at least 0");
        }
    }

    /** AdamW without decay, linear to 0 without warm-up, gradients clipped at 1. */
    public static Phase of(String name, BatchSource batches, int epochs, double learningRate, Objective objective) {
        return new Phase(
                name,
                batches,
                epochs,
                AdamW.withRate(learningRate),
                LinearSchedule.WITHOUT_WARMUP,
                DEFAULT_MAX_GRAD_NORM,
                objective);
    }

    public Phase withOptimizer(AdamW settings) {
        return new Phase(name, batches, epochs, settings, schedule, maxGradNorm, objective);
    }

    public Phase withSchedule(LinearSchedule changed) {
        return new Phase(name, batches, epochs, optimizer, changed, maxGradNorm, objective);
    }
}
