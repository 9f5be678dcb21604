package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.Stream;

/**
 * What adapts one linear layer: {@code W x + scaling * (B (gain A x) + frozenB (frozenA x))}. Tensors without elements are
 * absent.
 *
 * @param weight the adapted weight W (out, in)
 * @param a (R, in)
 * @param b (out, R)
 * @param gain (R, 1), a factor on each row of A; absent: 1
 * @param frozenA (R, in), never trained; absent: there is no frozen pair
 * @param frozenB (out, R), likewise
 */
record AdapterPair(WeightName weight, NDArray a, NDArray b, NDArray gain, NDArray frozenA, NDArray frozenB) {

    /** What is trained. */
    List<NDArray> trained() {
        return Stream.of(a, b, gain).filter(tensor -> tensor.size() > 0).toList();
    }

    /** Whether it is only A and B. */
    boolean isPlain() {
        return gain.size() == 0 && frozenA.size() == 0;
    }

    /** What the kernels take for one linear layer. */
    List<NDArray> slots(NDArray scaling) {
        return List.of(a, b, scaling, gain, frozenA, frozenB);
    }

    /** The same function as A and B alone; the frozen pair makes their rank twice as large. */
    AdapterPair plain(NDManager scope, NDArray absent) {
        NDArray down = gain.size() == 0 ? a : attached(a.mul(gain), scope);
        if (frozenA.size() == 0) {
            return new AdapterPair(weight, down, b, absent, absent, absent);
        }
        return new AdapterPair(
                weight,
                attached(NDArrays.concat(new NDList(down, frozenA), 0), scope),
                attached(NDArrays.concat(new NDList(b, frozenB), 1), scope),
                absent,
                absent,
                absent);
    }

    /** The pair with its present A and B as a frozen pair of opposite sign: together they do nothing. */
    AdapterPair anchored(NDManager owner) {
        return new AdapterPair(weight, a, b, gain, attached(a.mul(1), owner), attached(b.neg(), owner));
    }

    private static NDArray attached(NDArray array, NDManager scope) {
        array.attach(scope);
        return array;
    }
}
