package dev.lethe.harness.config;

/**
 * Where and how models are computed, as the user asked for it. What is {@code AUTO} is decided by the model and the
 * machine.
 *
 * @param dtype number format of frozen weights and activations
 * @param device the device, or the first of several
 * @param replicas devices that train together, at least 1: each has a copy of the model and a compute thread, and a step
 *     averages their gradients. On CUDA those from {@code device} on; on the CPU as many threads
 * @param checkpointing whether blocks are run again on the way back, to save memory
 */
public record ComputeSettings(NumberFormat dtype, DeviceChoice device, int replicas, Checkpointing checkpointing) {

    /** What the model and the machine suggest. */
    public static final ComputeSettings AUTO =
            new ComputeSettings(NumberFormat.AUTO, DeviceChoice.AUTO, 1, Checkpointing.AUTO);

    public ComputeSettings {
        if (replicas < 1) {
            throw new IllegalArgumentException("replicas is " + replicas + "; expected at least 1");
        }
    }

    /** A number format to ask for. */
    public enum NumberFormat {
        /** bfloat16 on CUDA, and for models above 100 M weights on CPUs with units for it; float32 otherwise. */
        AUTO,
        /** float32. */
        FP32,
        /** bfloat16; slow on CPUs without units for it. */
        BF16
    }

    /** Whether to keep block inputs instead of activations. */
    public enum Checkpointing {
        /** For large models. */
        AUTO,
        TRUE,
        FALSE
    }
}
