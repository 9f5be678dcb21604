package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;

/**
 * KL minimization: ascend on the forget set while the retain rows' next-token distributions stay those of the reference,
 * {@code L = klWeight * KL(reference || model on R) - forgetWeight * TOK_MEAN(F)}. The optimizer minimizes it. The
 * divergence sums over the vocabulary and is a mean over positions.
 *
 * <p>Source: the baseline of TOFU (Maini et al., arXiv 2401.06121) and of SemEval-2025 Task 4; code
 * locuslab/open-unlearning. Differs from the source: the mean is over the positions that predict an answer token;
 * {@code klPositions=all} is the source's, which counts prompt and padding.
 */
@MethodSpec(
        id = "kl",
        summary = "ascent on forget, closeness to the reference on retain",
        source = "Maini et al. 2024, TOFU, arXiv 2401.06121; locuslab/open-unlearning",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE})
public final class KlMinimization implements UnlearningMethod<KlMinimization.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the divergence") double klWeight,
            @Meaning("where the divergence is taken: labels, answers, attended, predicting or all")
                    Positions klPositions) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            notNegative("forgetWeight", forgetWeight);
            notNegative("klWeight", klWeight);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        run.train(p.training().onPairs(run, objective(p)));
    }

    static Objective objective(Parameters p) {
        return batch -> batch.retain()
                .klToReference(p.klPositions())
                .tokenMean()
                .mul(p.klWeight())
                .sub(batch.forget().nll().tokenMean().mul(p.forgetWeight()));
    }
}
