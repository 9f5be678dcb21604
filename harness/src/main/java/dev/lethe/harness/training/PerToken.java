package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;

/**
 * A quantity of every scored token of some rows, with the reductions that the methods name (B rows, T positions).
 *
 * @param values (B, T) in float32; 0 where nothing is scored
 * @param scored (B, T) in float32: 1 on answer tokens, 0 elsewhere
 */
public record PerToken(NDArray values, NDArray scored) {

    /** What the kernels can compute of a token; the codes are theirs. */
    public enum Kind {
        /** Negative log-likelihood of the token, in nats. */
        NLL(0);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** Sum over all scored tokens divided by their number: TOK_MEAN. Long rows weigh more. Scalar. */
    public NDArray tokenMean() {
        return values.sum().div(scored.sum());
    }

    /** Sum over the scored tokens of each row: SEQ_SUM. (B) */
    public NDArray sequenceSum() {
        return values.sum(new int[] {1});
    }

    /** Mean over the scored tokens of each row: SEQ_MEAN before the mean over rows. (B) */
    public NDArray sequenceMean() {
        return sequenceSum().div(scored.sum(new int[] {1}));
    }
}
