package dev.lethe.harness.model;

import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;

/**
 * In which types a model is held and computed. Trained tensors, adapters and the optimizer's state are float32 whatever
 * stands here: master weights.
 *
 * @param weights of the frozen weights
 * @param compute of the activations
 */
public record Precision(Dtype weights, Dtype compute) {

    /** Everything in float32. */
    public static final Precision FLOAT32 = new Precision(Dtype.FLOAT32, Dtype.FLOAT32);

    /** Frozen weights and activations in bfloat16. */
    public static final Precision BFLOAT16 = new Precision(Dtype.BFLOAT16, Dtype.BFLOAT16);

    /** Below this number of weights a CPU computes in float32: a small model gains little from less. */
    private static final long SMALL = 100_000_000L;

    /** What suits a model on a device: bfloat16 on CUDA, and for all but small models on CPUs with units for it. */
    public static Precision suiting(long parameterCount, Compute compute) {
        boolean half = compute.device().isGpu() || parameterCount > SMALL && compute.hasBfloat16Units();
        return half ? BFLOAT16 : FLOAT32;
    }

    /** The name in records and keys: {@code fp32} or {@code bf16}. */
    public String label() {
        return switch (compute) {
            case FLOAT32 -> "fp32";
            case BFLOAT16 -> "bf16";
            case FLOAT16 -> "fp16";
            case FLOAT64 -> "fp64";
        };
    }
}
