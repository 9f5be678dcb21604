package dev.lethe.harness.torch;

import ai.djl.engine.EngineException;
import java.util.List;

/** Tells libtorch's lack of memory from its other errors, which DJL throws as the same exception. */
public final class AllocationFailure {

    /** What the allocators of libtorch 2.7, CUDA and cuBLAS say. */
    private static final List<String> TEXTS = List.of(
            "DefaultCPUAllocator: can't allocate memory",
            "DefaultCPUAllocator: not enough memory",
            "CUDA out of memory",
            "CUDA error: out of memory",
            "CUBLAS_STATUS_ALLOC_FAILED");

    private AllocationFailure() {}

    /** Whether memory was lacking. */
    public static boolean is(EngineException failure) {
        String message = String.valueOf(failure.getMessage());
        return TEXTS.stream().anyMatch(message::contains);
    }
}
