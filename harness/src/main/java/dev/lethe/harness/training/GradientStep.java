package dev.lethe.harness.training;

/** An optimizer step that a {@link StepRule} composes: its gradients, a look ahead, the update. */
public interface GradientStep {

    /** How many steps of the phase were made before this one. */
    long done();

    /** How many steps the phase has. */
    long total();

    /** The learning rate after the phase's schedule and {@link #rateFactor}. */
    double rate();

    /** What the policy on non-finite steps has left of the rate: 1, 1/2, … A rule with a rate of its own applies it. */
    double rateFactor();

    /**
     * The gradient of an objective over the batches of this step. It is kept apart from other gradients, and until the
     * step ends.
     *
     * @param maxNorm limit on the global norm of each micro-batch's gradient before they are averaged; 0 = none
     */
    Gradient gradient(Objective objective, double maxNorm);

    /** The gradient without limits on its micro-batches. */
    default Gradient gradient(Objective objective) {
        return gradient(objective, 0);
    }

    /**
     * Losses at {@code w + ratio * (w' - w)}, where w are the trained tensors and w' what {@link #descend} would make of
     * them. Afterwards tensors and optimizer state are bit by bit what they were.
     *
     * @param rate of the tentative update
     * @param loss evaluated without gradients
     * @param batch that the loss is of
     * @return a loss for each ratio
     */
    double[] lossesAlong(Direction direction, double rate, double[] ratios, Objective loss, Batch batch);

    /**
     * Makes the optimizer's update with a direction in place of the gradient. A direction or rate that is not
     * finite changes nothing.
     *
     * @return the global L2 norm of the direction, which is not clipped; not a number where the rate is not finite
     */
    double descend(Direction direction, double rate);
}
