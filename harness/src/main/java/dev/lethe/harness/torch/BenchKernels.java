package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The typed face of the kernels that measure a device and fill models with noise. Used on the compute thread. */
public final class BenchKernels implements AutoCloseable {

    private final PtSymbolBlock block;

    public BenchKernels(NDManager manager) {
        try {
            var archive = new KernelArchive(Map.of(), List.of("bench.py"));
            block = JniUtils.loadModule((PtNDManager) manager, archive.open(), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seeds libtorch's generators, from which {@link #normal} draws. */
    public void seed(long seed) {
        JniUtils.setSeed(seed);
    }

    /** Normal random numbers in any dtype; the mean alone where the deviation is 0. */
    public NDArray normal(NDManager scope, Dtype dtype, double mean, double deviation, long... shape) {
        return new KernelCall(scope, "normal")
                .with(scope.create(shape))
                .with((long) dtype.code())
                .with(mean)
                .with(deviation)
                .run(block);
    }

    /** Multiplies a (n, n) by b (n, n) so many times in a row; returns when the last product is known. */
    void multiply(NDManager scope, NDArray a, NDArray b, int times) {
        new KernelCall(scope, "multiplied")
                .with(a)
                .with(b)
                .with((long) times)
                .run(block)
                .getFloat();
    }

    @Override
    public void close() {
        block.close();
    }
}
