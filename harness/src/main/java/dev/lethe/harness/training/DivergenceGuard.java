package dev.lethe.harness.training;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Ends training that destroys the model. Every few steps of a trial it looks at the mean loss per token, in nats, of rows
 * that stay the same: that of retain rows may exceed {@code max(1, 5 * what it was before the first step)} twice in a row
 * and not a third time; that of forget rows may not exceed {@code ln V + 2}, beyond what a model without any knowledge has.
 * Both limits are ours: no published method has any. Nothing of the training changes by it.
 */
public final class DivergenceGuard implements TrainingMonitor {

    private static final double LEAST_RETAIN_LIMIT = 1;
    private static final double RETAIN_GROWTH = 5;
    private static final int CHECKS_ABOVE_RETAIN_LIMIT = 3;
    private static final double ABOVE_UNIFORM = 2;

    private final int everySteps;
    private final double forgetLimit;
    private final Supplier<OptionalDouble> forgetLoss;
    private final Supplier<OptionalDouble> retainLoss;
    private final TrainingMonitor next;
    private OptionalDouble initialRetainLoss = OptionalDouble.empty();
    private boolean begun;
    private int checksAbove;

    /**
     * @param everySteps steps of the trial between two checks
     * @param vocabularySize V
     * @param forgetLoss of the model as it is now; empty without such rows
     * @param retainLoss likewise
     * @param next told everything first
     */
    public DivergenceGuard(
            int everySteps,
            int vocabularySize,
            Supplier<OptionalDouble> forgetLoss,
            Supplier<OptionalDouble> retainLoss,
            TrainingMonitor next) {
        this.everySteps = everySteps;
        this.forgetLimit = Math.log(vocabularySize) + ABOVE_UNIFORM;
        this.forgetLoss = forgetLoss;
        this.retainLoss = retainLoss;
        this.next = next;
    }

    @Override
    public void begin(String phase, long steps) {
        next.begin(phase, steps);
        if (!begun) {
            begun = true;
            initialRetainLoss = retainLoss.get();
        }
    }

    @Override
    public void step(StepReport report, long done, long total) {
        next.step(report, done, total);
        if (report.step() % everySteps == 0) {
            check(report);
        }
    }

    @Override
    public void end() {
        next.end();
    }

    private void check(StepReport report) {
        forgetLoss.get().ifPresent(loss -> {
            if (isAbove(loss, forgetLimit)) {
                throw new DivergenceException(
                        report, "forget loss " + number(loss) + ", above ln V + 2 = " + number(forgetLimit));
            }
        });
        if (initialRetainLoss.isPresent()) {
            checkRetain(
                    report, initialRetainLoss.getAsDouble(), retainLoss.get().orElseThrow());
        }
    }

    private void checkRetain(StepReport report, double initial, double loss) {
        double limit = Math.max(LEAST_RETAIN_LIMIT, RETAIN_GROWTH * initial);
        checksAbove = isAbove(loss, limit) ? checksAbove + 1 : 0;
        if (checksAbove == CHECKS_ABOVE_RETAIN_LIMIT) {
            throw new DivergenceException(
                    report,
                    "retain loss " + number(loss) + ", the third check in a row above " + number(limit)
                            + " (1, or 5 times " + number(initial) + " before the first step)");
        }
    }

    /** What is not a number is above every limit. */
    private static boolean isAbove(double loss, double limit) {
        return !(loss <= limit);
    }

    private static String number(double loss) {
        return String.format(Locale.ROOT, "%.3f", loss);
    }
}
