package dev.lethe.harness.estimate;

/**
 * How much a run is going to compute.
 *
 * @param steps micro-steps of training, over all phases
 * @param rows rows of each
 * @param length mean tokens of a row, padding included
 * @param scoredRows rows whose likelihood is taken: membership, multiple choice
 * @param scoredLength mean tokens of those
 * @param generations texts decoded
 * @param promptLength mean tokens of their prompts
 * @param newTokens mean tokens that follow
 */
public record PlannedWork(
        long steps,
        int rows,
        int length,
        long scoredRows,
        int scoredLength,
        long generations,
        int promptLength,
        int newTokens) {

    /** Training alone. */
    public static PlannedWork training(long steps, int rows, int length) {
        return new PlannedWork(steps, rows, length, 0, 0, 0, 0, 0);
    }

    /** The time of this work at these rates, loading aside; activation checkpointing adds a forward pass a step. */
    public double seconds(Workload workload, ComputeRates rates) {
        var flops = new ModelFlops(workload.config());
        double step = flops.step(workload.trainable(), rows, length)
                + (workload.checkpointing() ? flops.forward(rows, length) : 0);
        double seconds = steps * step / rates.training();
        seconds += scoredRows * flops.forward(1, scoredLength) / rates.forward();
        if (generations > 0) {
            seconds += generations * flops.decode(1, promptLength, newTokens) / rates.decode();
        }
        return seconds;
    }
}
