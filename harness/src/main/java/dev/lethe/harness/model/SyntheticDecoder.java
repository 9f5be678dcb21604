package dev.lethe.harness.model;

import ai.djl.ndarray.NDManager;
import dev.lethe.harness.torch.BenchKernels;
import dev.lethe.harness.torch.Compute;

/** Makes decoders of noise, of any size and type, as fast as the device draws numbers: for measuring, not training. */
public final class SyntheticDecoder {

    /** Standard deviation of the matrices: {@code initializer_range} of OLMo's configuration. */
    private static final double DEVIATION = 0.02;

    private SyntheticDecoder() {}

    /**
     * Makes a decoder whose matrices are normal noise, norm weights 1 and biases 0.
     *
     * @param trainable what will be trained
     */
    public static Decoder create(
            Compute compute, DecoderConfig config, Precision precision, Trainable trainable, long seed) {
        return compute.call(() -> {
            try (NDManager scope = compute.manager().newSubManager();
                    var noise = new BenchKernels(scope)) {
                noise.seed(seed);
                return new Decoder(compute, config, precision.compute(), (name, kernels, owner) -> {
                    boolean trained = trainable.trains(name, config.layers());
                    return noise.normal(
                            owner,
                            trained ? precision.trained() : precision.weights(),
                            isNormWeight(name) ? 1 : 0,
                            name.shape().size() == 2 ? DEVIATION : 0,
                            name.dimensions());
                });
            }
        });
    }

    private static boolean isNormWeight(WeightName name) {
        return name.slot().name().endsWith("NORM_WEIGHT");
    }
}
