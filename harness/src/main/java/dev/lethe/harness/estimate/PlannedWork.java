package dev.lethe.harness.estimate;

/**
 * How much a run is going to compute.
 *
 * @param training over all phases
 * @param scoredRows rows whose likelihood is taken: membership, multiple choice
 * @param scoredLength mean tokens of those
 * @param generations texts decoded
 * @param promptLength mean tokens of their prompts
 * @param newTokens mean tokens that follow
 */
public record PlannedWork(
        TrainingWork training, long scoredRows, int scoredLength, long generations, int promptLength, int newTokens) {

    /** Training alone, in micro-steps of so many rows. */
    public static PlannedWork training(long steps, int rows, int length) {
        return new PlannedWork(new TrainingWork(steps * rows, length), 0, 0, 0, 0, 0);
    }

    /** The time of this work at these rates, loading aside. */
    public double seconds(Workload workload, ComputeRates rates) {
        var flops = new ModelFlops(workload.config());
        double seconds = training.seconds(workload, rates);
        seconds += scoredRows * flops.forward(1, scoredLength) / rates.forward();
        if (generations > 0) {
            seconds += generations * flops.decode(1, promptLength, newTokens) / rates.decode();
        }
        return seconds;
    }
}
