package dev.lethe.harness.generation;

import java.util.Random;

/**
 * How each new token is chosen.
 *
 * @param temperature that logits are divided by before a token is drawn; 0: always the likeliest token
 * @param random what is drawn by, the same number of times whatever the batches are; not used at temperature 0
 */
public record Sampling(double temperature, Random random) {

    public Sampling {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature is " + temperature + "; expected 0 or a positive number");
        }
    }

    /** Always the likeliest token. */
    public static Sampling greedy() {
        return new Sampling(0, new Random(0));
    }

    /** The numbers in [0, 1) that one row's tokens are drawn by; none where nothing is drawn. */
    double[] draws(int tokens) {
        return temperature == 0 ? new double[0] : random.doubles(tokens).toArray();
    }
}
