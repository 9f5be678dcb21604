package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/**
 * A quantity at some positions of some rows, with the reductions that the methods name (B rows, T positions).
 *
 * @param values (B, T) in float32; 0 at the other positions
 * @param scored (B, T) in float32: 1 at the positions, 0 elsewhere
 */
public record PerToken(Value values, Value scored) {

    /**
     * What the kernels can compute of a position; the codes are theirs. z are the logits of the model being trained, p
     * their softmax, r those of the reference model, y the token to predict. All in nats and in float32; the gradient
     * goes through z alone.
     */
    public enum Kind {
        /** Negative log-likelihood: {@code -log p(y)}. */
        NLL(0, false),
        /** {@code KL(softmax(r) || p)}. */
        KL_TO_REFERENCE(1, true),
        /** UNDIAL: cross-entropy of p against the softmax of r with r(y) lowered by a number. */
        LOWERED_REFERENCE_CROSS_ENTROPY(2, true),
        /** CE-U: cross-entropy of p against the softmax of z, gradient stopped, without y. */
        OTHER_TOKENS_CROSS_ENTROPY(3, false),
        /** IHL: {@code max(0, 1 + p(y) - max of p over the other tokens)}. */
        INVERTED_HINGE(4, false),
        /** PDU: {@code (max z - mean z)^2}. */
        SQUARED_MARGIN(5, false),
        /** GNM's divergence of probabilities taken for logarithms: {@code sum_v exp(q(v)) * (q(v) - p(v))}, q = softmax(r). */
        PSEUDO_KL_TO_REFERENCE(6, true),
        /** Yao et al.: {@code -sum_v q(v) * log(p(v) + 1e-12)}, q = softmax(r). */
        REFERENCE_CROSS_ENTROPY(7, true);

        private final int code;
        private final boolean needsReference;

        Kind(int code, boolean needsReference) {
            this.code = code;
            this.needsReference = needsReference;
        }

        int code() {
            return code;
        }

        boolean needsReference() {
            return needsReference;
        }
    }

    /** Sum over all positions divided by their number: TOK_MEAN. Long rows weigh more. Scalar. */
    public Value tokenMean() {
        return values.sum().div(scored.sum());
    }

    /** Sum over the positions of each row: SEQ_SUM. (B) */
    public Value sequenceSum() {
        return values.rowSums();
    }

    /** Mean over the positions of each row: SEQ_MEAN before the mean over rows. (B) */
    public Value sequenceMean() {
        return sequenceSum().div(scored.rowSums());
    }

    /** Another quantity of the same positions, computed from this one's values. */
    public PerToken map(UnaryOperator<Value> formula) {
        return new PerToken(formula.apply(values).mul(scored), scored);
    }

    /** This quantity without the first {@code count} positions of each row. */
    public PerToken withoutFirst(int count) {
        NDArray places = scored.array();
        var left = new Value(places.mul(places.cumSum(1).gt(count)));
        return new PerToken(values.mul(left), left);
    }
}
