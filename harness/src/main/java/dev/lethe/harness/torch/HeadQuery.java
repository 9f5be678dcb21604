package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * What the head is asked about n of the B * T positions of a batch: Q quantities at each.
 *
 * @param at (n) int64: the positions, b * T + t
 * @param labels (n) int64: the token that each predicts, -100 where there is none
 * @param kinds (Q) int64: codes of the quantities
 * @param numbers (Q) float64: the number that each takes
 * @param reference hidden states (B, T, D), head (V, D) and head bias (V) of the reference model, none of them passed to
 *     the kernel otherwise; without elements where no quantity looks at it
 */
public record HeadQuery(NDArray at, NDArray labels, NDArray kinds, NDArray numbers, List<NDArray> reference) {

    private static final long[] NLL = {0};

    public HeadQuery {
        reference = List.copyOf(reference);
    }

    /** Asks for the negative log-likelihood alone. */
    public static HeadQuery nll(NDArray at, NDArray labels, NDManager scope) {
        return new HeadQuery(at, labels, scope.create(NLL), scope.create(new double[1]), noReference(scope));
    }

    /** Stands for a reference model that nothing looks at. */
    public static List<NDArray> noReference(NDManager scope) {
        return List.of(scope.create(new Shape(0)), scope.create(new Shape(0)), scope.create(new Shape(0)));
    }
}
