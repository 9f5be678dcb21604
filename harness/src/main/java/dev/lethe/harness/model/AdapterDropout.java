package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.torch.Network;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Dropout of an adapter's input while it is trained, as PEFT has it: each element is zeroed at a probability, the others are
 * divided by what is left. A pass draws one whole number, from which every adapted layer makes its mask, so that a block
 * that is run again sees the mask it saw before.
 */
final class AdapterDropout {

    /** Whole numbers below this are exact in float64. */
    private static final long NUMBERS = 1L << 53;

    private final double probability;
    private final SplittableRandom random;
    private boolean off;

    /** @param probability in [0, 1) */
    AdapterDropout(double probability, long seed) {
        this.probability = probability;
        // Apart from the stream of a fresh adapter's weights.
        this.random = new SplittableRandom(seed).split();
    }

    /** The network as one pass of training sees it. */
    Network next(Network network, NDManager scope) {
        if (probability == 0 || off) {
            return network;
        }
        NDArray dropout = scope.create(new double[] {probability, random.nextLong(NUMBERS)});
        return network.with(dropout);
    }

    /** Runs work whose passes are no training. */
    <T> T without(Supplier<T> work) {
        boolean before = off;
        off = true;
        try {
            return work.get();
        } finally {
            off = before;
        }
    }
}
