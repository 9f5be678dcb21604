package dev.lethe.harness.model;

import java.util.List;

/**
 * A low-rank adapter (Hu et al., arXiv 2106.09685) with PEFT's names and semantics.
 *
 * @param rank inner size r of the pair, at least 1
 * @param alpha numerator of the scaling; at 0 the adapter does nothing
 * @param targetModules linear layers that receive a pair, by their whole names in the checkpoint or by what follows a dot
 *     in them: {@code q_proj}, {@code mlp.fc1}
 * @param rsLora whether the scaling is alpha / sqrt(r) (Kalajdzievski, arXiv 2312.03732) instead of alpha / r
 * @param dropout probability at which an element of the pair's input is zeroed in training, in [0, 1)
 */
public record LoraConfig(int rank, double alpha, List<String> targetModules, boolean rsLora, double dropout) {

    public LoraConfig {
        if (rank < 1 || !Double.isFinite(alpha) || targetModules.isEmpty()) {
            throw new IllegalArgumentException("an adapter needs a rank of at least 1, a finite alpha and a target");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout is " + dropout + "; expected at least 0 and below 1");
        }
        targetModules = List.copyOf(targetModules);
    }

    /** An adapter without dropout. */
    public LoraConfig(int rank, double alpha, List<String> targetModules, boolean rsLora) {
        this(rank, alpha, targetModules, rsLora, 0);
    }

    /** The factor on B A. */
    public double scaling() {
        return alpha / (rsLora ? Math.sqrt(rank) : rank);
    }
}
