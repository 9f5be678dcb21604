package dev.lethe.harness.target;

/**
 * How the embedded target is made. Wide and shallow, small batches and a high rate memorize quickest on a CPU; two
 * layers, because what unlearning does to a one-layer model says little about depth.
 *
 * @param vocabulary entries of the tokenizer, special tokens included
 * @param width of the residual stream
 * @param layers number of blocks
 * @param heads of attention
 * @param mlpWidth inner size of the MLP
 * @param epochs passes over all texts
 * @param learningRate peak rate of AdamW, linear to 0
 * @param batchTokens padded tokens in a batch, at most
 */
public record TargetRecipe(
        int vocabulary,
        int width,
        int layers,
        int heads,
        int mlpWidth,
        int epochs,
        double learningRate,
        int batchTokens) {

    /** Found by a search over a few sizes and schedules on the default data: the quickest that passes verification. */
    public static final TargetRecipe TINY = new TargetRecipe(2048, 256, 2, 4, 1024, 20, 2e-3, 512);

    /** Shorter trainings that follow while verification fails, at most. */
    static final int MAX_EXTRA_ROUNDS = 3;

    /** Epochs and rate of such a round, as a share of the recipe's. A guess that works. */
    static final double EXTRA_SHARE = 0.4;

    /** Share of the steps in which the rate rises. A common choice, not tuned. */
    static final double WARMUP = 0.05;

    /** Decay of AdamW's second moment: 0.95, usual for training from scratch, forgets old gradients sooner. */
    static final double BETA2 = 0.95;
}
