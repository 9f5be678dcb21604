package dev.lethe.harness.estimate;

import dev.lethe.harness.torch.Dtype;

/**
 * Model FLOPs a second that a device reaches in each kind of work.
 *
 * @param training in training steps
 * @param forward in forward passes
 * @param decode in greedy decoding of full batches
 */
public record ComputeRates(double training, double forward, double decode) {

    public ComputeRates {
        if (!(training > 0 && forward > 0 && decode > 0)) {
            throw new IllegalArgumentException("rates are positive");
        }
    }

    /**
     * Rates as shares of the matrix-multiply peak: those seen with 35 M weights, batches of 8 x 256 and decoding of 64
     * rows on two CPU cores, rounded down. Other models and devices differ; good for an estimate only.
     */
    public static ComputeRates assumed(double peak, Dtype compute) {
        return compute == Dtype.FLOAT32
                ? new ComputeRates(0.6 * peak, 0.65 * peak, 0.25 * peak)
                : new ComputeRates(0.3 * peak, 0.4 * peak, 0.12 * peak);
    }
}
