package dev.lethe.harness.model;

/** How the rotary frequencies of a checkpoint are stretched beyond the positions it was first trained on. */
public sealed interface RopeScaling {

    /** The inverse frequency in use, from the one that the base gives, in float32 as the checkpoint's authors do. */
    float scale(float inverseFrequency);

    /** No stretching. */
    record None() implements RopeScaling {
        @Override
        public float scale(float inverseFrequency) {
            return inverseFrequency;
        }
    }

    /**
     * Every position divided by the factor.
     *
     * @param factor at least 1
     */
    record Linear(double factor) implements RopeScaling {
        public Linear {
            requireFactor(factor);
        }

        @Override
        public float scale(float inverseFrequency) {
            return inverseFrequency / (float) factor;
        }
    }

    /**
     * Long waves divided by the factor, short waves left alone, a linear blend between them.
     *
     * @param factor at least 1
     * @param lowFrequencyFactor waves longer than {@code originalPositions / lowFrequencyFactor} are long
     * @param highFrequencyFactor waves shorter than {@code originalPositions / highFrequencyFactor} are short
     * @param originalPositions context length before stretching
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions)
            implements RopeScaling {
        public Llama3 {
            requireFactor(factor);
            if (!(lowFrequencyFactor > 0) || !(highFrequencyFactor > lowFrequencyFactor) || originalPositions <= 0) {
                throw new IllegalArgumentException("0 < low_freq_factor (" + lowFrequencyFactor
                        + ") < high_freq_factor (" + highFrequencyFactor
                        + ") and original_max_position_embeddings (" + originalPositions + ") > 0 must hold");
            }
        }

        @Override
        public float scale(float inverseFrequency) {
            float waveLength = (float) (2 * Math.PI) / inverseFrequency;
            if (waveLength > originalPositions / lowFrequencyFactor) {
                return inverseFrequency / (float) factor;
            }
            if (waveLength < originalPositions / highFrequencyFactor) {
                return inverseFrequency;
            }
            float blend = (originalPositions / waveLength - (float) lowFrequencyFactor)
                    / (float) (highFrequencyFactor - lowFrequencyFactor);
            return (1 - blend) * inverseFrequency / (float) factor + blend * inverseFrequency;
        }
    }

    private static void requireFactor(double factor) {
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor is " + factor + "; expected a number of at least 1");
        }
    }
}
