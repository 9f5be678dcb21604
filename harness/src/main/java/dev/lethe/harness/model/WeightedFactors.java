package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.lethe.data.UserException;
import dev.lethe.harness.torch.Kernels;

/**
 * The low-rank factors that come nearest to a weight when the error of each row counts by its importance:
 * {@code W ~ s B A} with {@code d_i = sqrt(sum_j importance_ij)}, {@code diag(d) W = U S V'} and, of the R largest singular
 * values S' = S / s, {@code A = (V sqrt(S'))'} and {@code B = diag(1 / (d + 1e-5)) U sqrt(S')}.
 *
 * <p>Source: Cha et al., LoKU, ICLR 2025, code csm9493/efficient-llm-unlearning. Differs from the source: the
 * decomposition is exact where the source's is randomized.
 *
 * @param a (R, in)
 * @param b (out, R)
 */
record WeightedFactors(NDArray a, NDArray b) {

    /**
     * @param weight (out, in)
     * @param importance (out, in), not negative
     * @param scaling s
     */
    static WeightedFactors of(
            Kernels kernels, NDManager scope, NDArray weight, NDArray importance, int rank, double scaling) {
        long out = weight.getShape().get(0);
        long in = weight.getShape().get(1);
        if (rank > Math.min(out, in)) {
            throw UserException.configuration("the adapter's rank is " + rank + ", but a weight of " + out + " x " + in
                    + " has only " + Math.min(out, in) + " factors; set a smaller rank");
        }
        NDArray stacked = kernels.arithmetic().weightedFactors(scope, weight, importance, rank, scaling);
        NDArray a = stacked.get(new NDIndex("{}:", out)).transpose();
        NDArray b = stacked.get(new NDIndex(":{}", out));
        a.attach(scope);
        b.attach(scope);
        return new WeightedFactors(a, b);
    }
}
