package dev.lethe.harness.model;

import dev.lethe.harness.config.ComputeSettings.NumberFormat;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;

/**
 * In which types a model is held and computed. Adapters and gradients are float32 whatever stands here.
 *
 * @param weights of the frozen weights
 * @param compute of the activations
 * @param trained of the trained weights and of the optimizer's moments
 */
public record Precision(Dtype weights, Dtype compute, Dtype trained) {

    /** Everything in float32. */
    public static final Precision FLOAT32 = new Precision(Dtype.FLOAT32, Dtype.FLOAT32, Dtype.FLOAT32);

    /** Frozen weights and activations in bfloat16; what is trained in float32: master weights. */
    public static final Precision BFLOAT16 = new Precision(Dtype.BFLOAT16, Dtype.BFLOAT16, Dtype.FLOAT32);

    /**
     * Everything in bfloat16, as AILS-NTUA trained the last blocks: a step that is smaller than half the distance to the
     * next number changes nothing.
     */
    public static final Precision BFLOAT16_WITHOUT_MASTER =
            new Precision(Dtype.BFLOAT16, Dtype.BFLOAT16, Dtype.BFLOAT16);

    /** Below this number of weights a CPU computes in float32: a small model gains little from less. */
    private static final long SMALL = 100_000_000L;

    /** What the user asked for, or what suits a model on a device, with float32 master weights. */
    public static Precision of(NumberFormat asked, long parameterCount, Compute compute) {
        return switch (asked) {
            case AUTO -> suiting(parameterCount, compute);
            case FP32 -> FLOAT32;
            case BF16 -> BFLOAT16;
        };
    }

    /** bfloat16 on CUDA, and for all but small models on CPUs with units for it. */
    private static Precision suiting(long parameterCount, Compute compute) {
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
