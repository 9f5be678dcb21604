package dev.lethe.harness.training;

/**
 * The learning rate over a phase: linear from 0 over the warm-up, then linear to 0 at the end, as Hugging Face's
 * {@code get_linear_schedule_with_warmup}. With warm-up the first step has rate 0.
 *
 * @param warmupSteps number of steps of warm-up on one replica
 */
public record LinearSchedule(int warmupSteps) implements RateSchedule {

    /** Without warm-up: the first step has the full rate. */
    public static final LinearSchedule WITHOUT_WARMUP = new LinearSchedule(0);

    @Override
    public double factor(long done, long total) {
        if (done < warmupSteps) {
            return (double) done / warmupSteps;
        }
        return Math.max(0, (double) (total - done) / Math.max(1, total - warmupSteps));
    }

    @Override
    public LinearSchedule over(int replicas) {
        return warmupSteps == 0 ? this : new LinearSchedule(Math.max(1, warmupSteps / replicas));
    }
}
