package dev.lethe.methods;

import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Direction;
import dev.lethe.harness.training.Gradient;
import dev.lethe.harness.training.GradientStep;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * GeN: every {@code every} steps the rate moves towards the one that minimizes the local quadratic of the retain loss
 * along the update that the optimizer is about to make, {@code rate <- smoothing * rate + (1 - smoothing) * scale * best},
 * with best = g / h between rate / 2 and 2 rate. Where the parabola has no minimum ahead or does not fit, the rate stays;
 * where a loss is not finite, it is halved.
 *
 * <p>Source: Bu and Xu; code ShiyunXu/AutoGeN. Differs from the source: tentative updates are taken back, the source
 * leaves them in the optimizer's moments.
 */
final class GenRate implements RateControl {

    /** Published: least R^2 of a parabola that is trusted. */
    private static final double LEAST_FIT = 0.99;

    /** Published: limit on the change, up and down. */
    private static final double LARGEST_CHANGE = 2;

    private final int every;
    private final double[] ratios;
    private final double smoothing;
    private final RateScale scale;
    private final Supplier<Batch> fresh;
    private double rate;

    /**
     * @param initialRate until the first look
     * @param ratios number of looks between -1 and 1 times the update, 0 included
     * @param fresh draws the batch whose loss is looked at
     */
    GenRate(double initialRate, int every, int ratios, double smoothing, RateScale scale, Supplier<Batch> fresh) {
        this.rate = initialRate;
        this.every = every;
        this.ratios = evenly(ratios);
        this.smoothing = smoothing;
        this.scale = scale;
        this.fresh = fresh;
    }

    private static double[] evenly(int count) {
        double[] ratios = new double[count];
        for (int i = 0; i < count; i++) {
            ratios[i] = 2.0 * i / (count - 1) - 1;
        }
        return ratios;
    }

    @Override
    public double rate(GradientStep step, Direction direction, Gradient retain) {
        if (step.done() % every == 0) {
            double[] losses = step.lossesAlong(direction, rate, ratios, NormalizedDifference.RETAIN_LOSS, fresh.get());
            rate = next(rate, ratios, losses, smoothing, scale.factor(step.done(), step.total()));
        }
        return rate * step.rateFactor();
    }

    /** The rate after a look at losses at {@code ratios} times the update that {@code rate} makes. */
    static double next(double rate, double[] ratios, double[] losses, double smoothing, double scale) {
        if (!Arrays.stream(losses).allMatch(Double::isFinite)) {
            return rate / 2;
        }
        double here = losses[losses.length / 2];
        var parabola = LocalQuadratic.through(
                Arrays.stream(ratios).map(ratio -> ratio * rate).toArray(),
                Arrays.stream(losses).map(loss -> loss - here).toArray());
        if (!(parabola.slope() > 0 && parabola.curvature() > 0 && parabola.fit() > LEAST_FIT)) {
            return rate;
        }
        double best = Math.max(rate / LARGEST_CHANGE, Math.min(rate * LARGEST_CHANGE, parabola.minimizer()));
        return smoothing * rate + (1 - smoothing) * scale * best;
    }
}
