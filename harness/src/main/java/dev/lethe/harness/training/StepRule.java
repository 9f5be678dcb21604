package dev.lethe.harness.training;

/** How a method makes a step that is more than the descent of one objective. Cancellation, records and the policy on
 * non-finite steps stay the trainer's. */
@FunctionalInterface
public interface StepRule {

    /**
     * What a step did, for its record.
     *
     * @param loss the number to show as the loss before the step
     * @param learningRate of the update
     * @param norm of the direction descended along; not finite where no update was made
     */
    record Outcome(double loss, double learningRate, double norm) {}

    /** Makes one step. */
    Outcome step(GradientStep step);
}
