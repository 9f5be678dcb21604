package dev.lethe.methods;

import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;

/**
 * Gradient ascent on the forget set: {@code L = -TOK_MEAN(F)}. The optimizer minimizes it; it is unbounded below, and
 * collapse is the usual outcome.
 *
 * <p>Source: the baseline of TOFU (Maini et al., arXiv 2401.06121) and of SemEval-2025 Task 4; code locuslab/tofu.
 * Differs from the source: the retain rows that TOFU's loader fetches and does not use are not fetched.
 */
@MethodSpec(
        id = "ga",
        summary = "gradient ascent on the forget set",
        source = "Maini et al. 2024, TOFU, arXiv 2401.06121; locuslab/tofu")
public final class GradientAscent implements UnlearningMethod<GradientAscent.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        run.train(p.training().onForgetRows(run, objective()));
    }

    static Objective objective() {
        return batch -> batch.forget().nll().tokenMean().neg();
    }
}
