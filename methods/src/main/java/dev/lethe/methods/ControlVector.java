package dev.lethe.methods;

import java.util.Random;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The direction that RMU pushes hidden states to: uniform in [0, 1) in every component, so none is negative, scaled to a
 * norm. Drawn when its size is first known and the same from then on, for all replicas.
 */
final class ControlVector implements IntFunction<float[]> {

    private final Random random;
    private final double norm;
    private float @Nullable [] drawn;

    ControlVector(Random random, double norm) {
        this.random = random;
        this.norm = norm;
    }

    @Override
    public synchronized float[] apply(int size) {
        if (drawn == null) {
            double[] direction = random.doubles(size).toArray();
            drawn = scaled(direction, norm);
        }
        return drawn.clone();
    }

    /** A direction with another length. */
    static float[] scaled(double[] direction, double norm) {
        double squares = 0;
        for (double component : direction) {
            squares += component * component;
        }
        float[] scaled = new float[direction.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (direction[i] * norm / Math.sqrt(squares));
        }
        return scaled;
    }
}
