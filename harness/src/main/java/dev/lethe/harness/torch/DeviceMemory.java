package dev.lethe.harness.torch;

import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.util.OptionalLong;

/** Memory of an accelerator. */
public final class DeviceMemory {

    private DeviceMemory() {}

    /** Gives memory that libtorch keeps for later back to the device; on CPUs it keeps none. */
    public static void release(Compute compute) {
        if (compute.device().isGpu()) {
            JniUtils.emptyCudaCache();
        }
    }

    /** Bytes that are free on the device of {@code compute}; empty for CPUs, and where the CUDA runtime does not tell. */
    public static OptionalLong free(Compute compute) {
        if (!compute.device().isGpu()) {
            return OptionalLong.empty();
        }
        try {
            var usage = CudaUtils.getGpuMemory(compute.device());
            return OptionalLong.of(usage.getMax() - usage.getCommitted());
        } catch (IllegalArgumentException | IllegalStateException untold) {
            return OptionalLong.empty();
        }
    }
}
