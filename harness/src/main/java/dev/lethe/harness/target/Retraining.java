package dev.lethe.harness.target;

import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import java.util.List;
import java.util.Random;

/**
 * How much training from scratch goes through, all weights trained.
 *
 * @param batches over all epochs
 * @param rowPasses rows over all epochs
 * @param rowsAtOnce rows of the largest batch
 * @param longest tokens of the longest row
 * @param meanLength mean tokens of a row, rounded up
 */
public record Retraining(long batches, long rowPasses, int rowsAtOnce, int longest, int meanLength) {

    static Retraining of(List<TokenizedExample> texts, TargetRecipe recipe) {
        List<Batch> epoch = new TargetBatches(texts, recipe.batchTokens(), new Random(0)).epoch(0);
        return new Retraining(
                (long) epoch.size() * recipe.epochs(),
                (long) texts.size() * recipe.epochs(),
                epoch.stream().mapToInt(Batch::size).max().orElse(1),
                texts.stream().mapToInt(TokenizedExample::length).max().orElse(1),
                (int) Math.ceil(texts.stream()
                        .mapToInt(TokenizedExample::length)
                        .average()
                        .orElse(1)));
    }
}
