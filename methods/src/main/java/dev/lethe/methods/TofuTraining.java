package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import java.util.List;
import java.util.Set;

/**
 * How TOFU and what descends from it train: forget rows in a new order every epoch, AdamW with decay. Answers end with
 * the end of text. Differs from the source: gradients are clipped at {@code maxGradNorm}. Published numbers were made
 * without ({@code maxGradNorm=0}): the DeepSpeed configurations name no limit, and its default was none.
 *
 * @param learningRate the highest
 * @param epochs passes over the forget set
 * @param batchSize forget rows a step
 * @param weightDecay of AdamW
 * @param maxGradNorm limit on the global L2 norm of a step's gradients; 0 = none
 * @param schedule of the rate
 */
record TofuTraining(
        double learningRate, int epochs, int batchSize, double weightDecay, double maxGradNorm, RateCourse schedule) {

    TofuTraining {
        check(learningRate, epochs, batchSize, weightDecay);
        notNegative("maxGradNorm", maxGradNorm);
    }

    /** Refuses what no training takes. */
    static void check(double learningRate, int epochs, int batchSize, double weightDecay) {
        positive("learningRate", learningRate);
        atLeast(1, "epochs", epochs);
        atLeast(1, "batchSize", batchSize);
        notNegative("weightDecay", weightDecay);
    }

    /** A phase over the forget rows alone. */
    Phase onForgetRows(Unlearning run, Objective objective) {
        List<TokenizedExample> forget = run.forget(EosPolicy.APPEND);
        return phase(
                forget, BatchSource.shuffled(forget, batchSize, run.random("shuffle"), Batch::ofForget), objective);
    }

    /** A phase over the forget rows, each with a retain row drawn anew. */
    Phase onPairs(Unlearning run, Objective objective) {
        List<TokenizedExample> forget = run.forget(EosPolicy.APPEND);
        List<TokenizedExample> retain = run.retain(EosPolicy.APPEND);
        return phase(forget, BatchSource.pairs(forget, retain, batchSize, run.random("pairs")), objective);
    }

    /** A phase over pairs where retain rows are among the needs, else over the forget rows alone. */
    Phase phase(Unlearning run, Set<Capability> needs, Objective objective) {
        return needs.contains(Capability.RETAIN_SET) ? onPairs(run, objective) : onForgetRows(run, objective);
    }

    private Phase phase(List<TokenizedExample> forget, BatchSource batches, Objective objective) {
        return Phase.of("unlearning", batches, epochs, learningRate, objective)
                .withOptimizer(AdamW.withRate(learningRate).withDecay(weightDecay))
                .withSchedule(schedule.schedule(Math.max(1, forget.size() / batchSize)))
                .withMaxGradNorm(maxGradNorm);
    }
}
