package dev.lethe.harness.estimate;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Trainable;

/**
 * Floating-point operations that a decoder's mathematics needs; a multiplication and an addition are two. What an
 * implementation does on top (blocks run again by activation checkpointing, logits computed again for the gradient,
 * casts, norms, the optimizer) does not count, so that dividing by time and by the peak of the device yields
 * <em>model</em> FLOPs utilisation (Chowdhery et al., arXiv 2204.02311, appendix B).
 *
 * <p>With N the weights that multiply (the linear layers of all blocks and the head; embeddings are looked up), A those
 * of an adapter, and S the attention:
 *
 * <ul>
 *   <li>forward: {@code 2 N} a token, plus S;
 *   <li>full step: {@code 6 N} a token, plus 3 S: activation and weight gradients cost a forward pass each;
 *   <li>LoRA step: {@code 4 N + 6 A} a token, plus 3 S: frozen weights get no gradient, activations do;
 *   <li>last-k step: the forward pass, and the way back of the head (activations) and of k blocks.
 * </ul>
 *
 * S is {@code 4 H C} for every pair of a query and a key that it sees, a block: queries times keys, and weights times
 * values. Differs from the paper: pairs that the causal mask or a window hides do not count, nor does the embedding in N,
 * so utilisation comes out lower here. Padding counts as tokens. Of a LoRA step the gradients of the first block's input,
 * which nobody needs, are counted: below 1 in {@code 4 layers}.
 */
public final class ModelFlops {

    private final DecoderConfig config;

    public ModelFlops(DecoderConfig config) {
        this.config = config;
    }

    /** A forward pass with logits at every position. */
    public double forward(int rows, int length) {
        WeightCounts counts = WeightCounts.of(config, new Trainable.Nothing());
        double linear = 2.0 * length * (config.layers() * counts.block() + counts.head());
        return rows * (linear + attention(0, length));
    }

    /** A training step: forward, and back to what is trained. */
    public double step(Trainable trainable, int rows, int length) {
        WeightCounts counts = WeightCounts.of(config, trainable);
        int pulled = config.layers() - counts.firstBlock();
        boolean blocksTrained = counts.trainedPerBlock() > counts.adapterPerBlock();
        double block = counts.block() * (blocksTrained ? 4.0 : 2.0);
        double head = counts.firstBlock() == config.layers()
                ? 0
                : counts.head() * (trainable instanceof Trainable.Full ? 4.0 : 2.0);
        double adapters = 6.0 * config.layers() * counts.adapterPerBlock();
        double back = length * (pulled * block + head + adapters) + 2 * attention(counts.firstBlock(), length);
        return forward(rows, length) + rows * back;
    }

    /** Greedy decoding with a cache: every token passes the blocks once, the new ones also the head. */
    public double decode(int rows, int promptLength, int newTokens) {
        WeightCounts counts = WeightCounts.of(config, new Trainable.Nothing());
        int length = promptLength + newTokens - 1;
        double linear = 2.0 * ((double) length * config.layers() * counts.block() + (double) newTokens * counts.head());
        return rows * (linear + attention(0, length));
    }

    /** One row's attention in the blocks from {@code firstBlock} on. */
    private double attention(int firstBlock, int length) {
        double perPair = 4.0 * config.heads() * config.headSize();
        return config.windows().subList(firstBlock, config.layers()).stream()
                .mapToDouble(window -> perPair * visiblePairs(length, window))
                .sum();
    }

    /** Pairs of a query and a key it sees: itself and what came before, within the window (0: everything). */
    static double visiblePairs(int length, int window) {
        double reach = window == 0 ? length : Math.min(window, length);
        return reach * (reach + 1) / 2 + (length - reach) * reach;
    }
}
