package dev.lethe.harness.model;

import ai.djl.ndarray.NDManager;

/**
 * Weights through few bits and back, symmetric and to the nearest: {@code w' = s * round(w / s)} with
 * {@code s = max|w| / (2^(bits - 1) - 1)} over the weights that share a scale; halves round to the even integer. Only the
 * matrices of the blocks' linear layers (out, in) are touched, as quantized checkpoints leave embeddings, head, biases and
 * norms as they are. What comes back is held in the decoder's own type and computed in it: the loss of precision is that
 * of the quantized model, its speed and size are not.
 *
 * @param bits of an integer, sign included: 2 to 16
 * @param group inputs of an output channel that share a scale; {@link #CHANNEL}: all of them
 */
public record Quantization(int bits, int group) {

    /** One scale for each output channel. */
    public static final int CHANNEL = 0;

    public Quantization {
        if (bits < 2 || bits > 16 || group < CHANNEL) {
            throw new IllegalArgumentException("bits is " + bits + " and group " + group
                    + "; expected 2 to 16 bits and a group of 1 or more, or 0 for whole channels");
        }
    }

    /** A copy of a decoder on its device, quantized; the caller closes it. The decoder stays as it is. */
    public Decoder copyOf(Decoder decoder) {
        Decoder copy = decoder.copyTo(decoder.compute(), decoder.computeType());
        decoder.compute().run(() -> {
            try (NDManager scope = copy.newScope()) {
                for (WeightName name : copy.weights().names()) {
                    if (name.layer() != WeightName.OUTSIDE && name.shape().size() == 2) {
                        long inputs = name.shape().get(1);
                        copy.kernels()
                                .storage()
                                .roundTrip(scope, copy.weights().get(name), bits, group == CHANNEL ? inputs : group);
                    }
                }
            } catch (RuntimeException e) {
                copy.close();
                throw e;
            }
        });
        return copy;
    }
}
