package dev.lethe.methods;

import dev.lethe.harness.training.Value;

/** The loss of preference optimization, {@code -(2 / beta) * mean log sigmoid(beta * margin)}: larger margins, less loss. */
final class Preference {

    private Preference() {}

    /** Mean over all margins, of whatever shape. */
    static Value loss(Value margins, double beta) {
        return losses(margins, beta).mean();
    }

    /** The loss of each margin. */
    static Value losses(Value margins, double beta) {
        return softplus(margins.mul(-beta)).mul(2 / beta);
    }

    /** {@code log(1 + exp(x))} for any x, without overflow. */
    private static Value softplus(Value x) {
        return x.maximum(0).add(x.abs().neg().exp().add(1).log());
    }
}
