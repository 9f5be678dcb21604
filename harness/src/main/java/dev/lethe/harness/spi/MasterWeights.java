package dev.lethe.harness.spi;

/** In which type trained weights are kept between steps; adapters are float32 in any case. */
public enum MasterWeights {
    /** float32, whatever is computed in. */
    FP32,
    /**
     * None: bfloat16 weights with bfloat16 moments, the profile of AILS-NTUA's last-k runs. Steps smaller than half the
     * distance to the next bfloat16 are lost: at a learning rate of 1e-5, those of weights from about 0.004 on.
     */
    NONE
}
