package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;

import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;

/**
 * Cross-entropy unlearning: follow the model's own distribution without the true token. The target is the softmax of the
 * logits, without gradient, with the true token's at minus infinity; the optimizer minimizes the mean cross-entropy to it
 * over the answer tokens of F but the first {@code skippedTokens} of each row. No retain rows.
 *
 * <p>Source: Yang, arXiv 2503.01224; code locuslab/open-unlearning. Differs from the source: as {@link
 * TofuTraining}.
 */
@MethodSpec(
        id = "ceu",
        summary = "cross-entropy to the model's own distribution without the answer",
        source = "Yang 2025, CE-U, arXiv 2503.01224; locuslab/open-unlearning")
public final class CeU implements UnlearningMethod<CeU.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("answer tokens of each row that are left out, from the first") int skippedTokens) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            atLeast(0, "skippedTokens", skippedTokens);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        run.train(p.training().onForgetRows(run, objective(p)));
    }

    static Objective objective(Parameters p) {
        return batch -> batch.forget()
                .otherTokensCrossEntropy()
                .withoutFirst(p.skippedTokens())
                .tokenMean();
    }
}
