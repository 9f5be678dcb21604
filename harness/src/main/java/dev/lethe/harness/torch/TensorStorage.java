package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtSymbolBlock;

/**
 * The kernels that make tensors in libtorch's own memory and move raw bytes in and out of them, in types that Java has no
 * name for included. All calls come from the compute thread; results belong to the manager given.
 */
public final class TensorStorage {

    private final PtSymbolBlock block;

    TensorStorage(PtSymbolBlock block) {
        this.block = block;
    }

    /** A copy of a tensor from any device, on the device of {@code scope}, in its own dtype. */
    public NDArray copied(NDManager scope, NDArray tensor) {
        return new KernelCall(scope, "copied").with(tensor).with(0L).run(block);
    }

    /**
     * A float32 tensor in libtorch's own memory. What DJL makes of an array stays in memory of the JVM, which is aligned by
     * chance, and matrix products round by alignment: trained from there, equal seeds would not give equal weights.
     */
    public NDArray tensor(NDManager owner, float[] values, long... shape) {
        try (NDArray buffer = owner.create(values, new Shape(shape))) {
            return copied(owner, buffer);
        }
    }

    /** A tensor of zeros. */
    public NDArray zeros(NDManager scope, Dtype dtype, long... shape) {
        return new KernelCall(scope, "zeros")
                .with(scope.create(shape))
                .with((long) dtype.code())
                .run(block);
    }

    /** Copies raw bytes (uint8, flat) of {@code dtype} into the flat {@code target}, from element {@code at} on. */
    public void fill(NDManager scope, NDArray target, long at, NDArray bytes, Dtype dtype) {
        new KernelCall(scope, "fill")
                .with(target)
                .with(at)
                .with(bytes)
                .with((long) dtype.code())
                .run(block);
    }

    /** The raw bytes (uint8, flat) of a tensor in {@code dtype}. */
    public NDArray bytes(NDManager scope, NDArray tensor, Dtype dtype) {
        return new KernelCall(scope, "bytes")
                .with(tensor)
                .with((long) dtype.code())
                .run(block);
    }

    /**
     * Rounds a weight (out, in) in place to what signed integers can hold, computed in float32.
     *
     * @param bits of an integer, sign included
     * @param group columns of a row that share a scale; the last ones may be fewer
     */
    public void roundTrip(NDManager scope, NDArray weight, int bits, long group) {
        new KernelCall(scope, "round_trip")
                .with(weight)
                .with((long) bits)
                .with(group)
                .run(block);
    }
}
