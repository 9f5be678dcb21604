package dev.lethe.methods;

import ai.djl.ndarray.NDArray;

/** The loss of preference optimization, {@code -(2 / beta) * mean log sigmoid(beta * margin)}: larger margins, less loss. */
final class Preference {

    private Preference() {}

    /** Mean over all margins, of whatever shape. */
    static NDArray loss(NDArray margins, double beta) {
        return losses(margins, beta).mean();
    }

    /** The loss of each margin. */
    static NDArray losses(NDArray margins, double beta) {
        return softplus(margins.mul(-beta)).mul(2 / beta);
    }

    /** {@code log(1 + exp(x))} for any x, without overflow. */
    private static NDArray softplus(NDArray x) {
        return x.maximum(0).add(x.abs().neg().exp().add(1).log());
    }
}
