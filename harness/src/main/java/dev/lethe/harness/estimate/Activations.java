package dev.lethe.harness.estimate;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Norm;

/**
 * Bytes of activations, counted over what the kernels of {@code decoder.py} leave in the graph. The residual stream and
 * norms are float32; with c bytes of the compute type, a token of a block holds
 *
 * <pre>
 *   4 D + c D              of each norm: its input, its output (once more 4 D for RMSNorm)
 *   c (H C + 2 K C)        queries, keys, values (twice where they are clipped)
 *   c H C + 4 H            attention output, and a number a head
 *   4 c M, or 2 c M        the MLP with a gate, or without
 * </pre>
 */
final class Activations {

    private static final int FLOAT32 = 4;

    private Activations() {}

    /** Bytes that one token of one block leaves for the way back. */
    static long perBlockToken(DecoderConfig config, int computeBytes) {
        long width = config.width();
        long norms = config.parallelBlock() ? 1 : 2;
        long perNorm = FLOAT32 * width * (config.norm() == Norm.RMS_NORM ? 2 : 1) + computeBytes * width;
        long queries = (long) config.heads() * config.headSize();
        long keys = (long) config.keyValueHeads() * config.headSize();
        long projections = computeBytes * (queries + 2 * keys) * (config.qkvClip() == null ? 1 : 2);
        long attention = computeBytes * queries + (long) FLOAT32 * config.heads();
        long mlp = (config.gatedMlp() ? 4L : 2L) * computeBytes * config.mlpWidth();
        return norms * perNorm + projections + attention + mlp;
    }

    /** Bytes that a micro-batch holds at the peak of a step: what is kept, and the gradients of the block at work. */
    static long ofStep(Workload workload, int firstBlock) {
        DecoderConfig config = workload.config();
        int compute = workload.precision().compute().bytes();
        long tokens = workload.trained().tokens();
        if (tokens == 0) {
            return 0;
        }
        long block = tokens * perBlockToken(config, compute);
        long width = tokens * config.width();
        // After the final norm: its input, the hidden states, their gradient.
        long hidden = width * (FLOAT32 + 2L * compute);
        if (workload.checkpointing()) {
            return (config.layers() + 1L) * FLOAT32 * width + 2 * block + hidden;
        }
        return (config.layers() - firstBlock + 1L) * block + hidden;
    }
}
