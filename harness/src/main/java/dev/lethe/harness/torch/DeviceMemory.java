package dev.lethe.harness.torch;

import ai.djl.util.cuda.CudaUtils;
import java.util.OptionalLong;

/** Memory of an accelerator. */
public final class DeviceMemory {

    private DeviceMemory() {}

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
