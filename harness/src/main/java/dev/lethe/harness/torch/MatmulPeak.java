package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rate at which a device multiplies square matrices: the ceiling of every model. The best of a few sizes, each by
 * the median of a few runs.
 *
 * @param flopsPerSecond a multiplication and an addition are two
 * @param threads how many libtorch computes with on the CPU
 */
public record MatmulPeak(double flopsPerSecond, int threads) {

    private static final int MOST_RUNS = 5;

    private static final int LEAST_RUNS = 3;

    /** Seconds of measuring where a rough rate will do. */
    private static final double ROUGH = 0.05;

    private static final Map<String, MatmulPeak> KNOWN = new ConcurrentHashMap<>();

    /** On CPUs: products of at most 9 MB, because larger ones measure page faults. */
    private static final List<Square> ON_CPU = List.of(new Square(512, 8), new Square(1024, 2), new Square(1536, 1));

    /** On accelerators: large enough to keep all units busy. */
    private static final List<Square> ON_GPU = List.of(new Square(4096, 8), new Square(8192, 2));

    /** A product of so wide matrices, and how many in one run. */
    private record Square(int width, int times) {
        double flops() {
            return 2.0 * width * width * width * times;
        }
    }

    /** The rate of a sort of device, measured once in a process: good enough for estimates. */
    public static MatmulPeak known(Compute compute, Dtype dtype) {
        return KNOWN.computeIfAbsent(
                compute.device().getDeviceType() + " " + dtype, unknown -> measure(compute, dtype, ROUGH));
    }

    /**
     * Measures a device.
     *
     * @param seconds after which no run begins that need not: each size in one second on two cores; larger sizes are left out
     *     where smaller ones took that long
     */
    public static MatmulPeak measure(Compute compute, Dtype dtype, double seconds) {
        return compute.call(() -> {
            try (NDManager scope = compute.manager().newSubManager();
                    var kernels = new BenchKernels(scope)) {
                long end = System.nanoTime() + Math.round(seconds * 1e9);
                List<Square> squares = compute.device().isGpu() ? ON_GPU : ON_CPU;
                // A busy machine may begin late; the smallest is measured nevertheless.
                double best = squares.stream()
                        .takeWhile(square -> square.equals(squares.get(0)) || System.nanoTime() < end)
                        .mapToDouble(square -> rate(kernels, scope, dtype, square, end))
                        .max()
                        .orElseThrow();
                return new MatmulPeak(best, JniUtils.getNumThreads());
            }
        });
    }

    private static double rate(BenchKernels kernels, NDManager device, Dtype dtype, Square square, long end) {
        try (NDManager scope = device.newSubManager()) {
            // This deviation keeps products of products as large as they were.
            double deviation = 1 / Math.sqrt(square.width());
            NDArray a = kernels.normal(scope, dtype, 0, deviation, square.width(), square.width());
            NDArray b = kernels.normal(scope, dtype, 0, deviation, square.width(), square.width());
            kernels.multiply(scope, a, b, square.times());
            var runs = new ArrayList<Double>();
            while (runs.size() < LEAST_RUNS || runs.size() < MOST_RUNS && System.nanoTime() < end) {
                long begin = System.nanoTime();
                kernels.multiply(scope, a, b, square.times());
                runs.add((System.nanoTime() - begin) / 1e9);
            }
            Collections.sort(runs);
            return square.flops() / runs.get(runs.size() / 2);
        }
    }
}
