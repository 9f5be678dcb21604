package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;

/**
 * Gradient difference: ascend on the forget set while descending on the retain set,
 * {@code L = retainWeight * TOK_MEAN(R) - forgetWeight * TOK_MEAN(F)}. The optimizer minimizes it.
 *
 * <p>Source: Liu et al., arXiv 2203.12817, in the form of TOFU (arXiv 2401.06121); code locuslab/open-unlearning,
 * where the weights are called alpha (retain) and gamma (forget). Each forget row is paired with a retain row drawn
 * anew. Differs from the source: as {@link
 * TofuTraining}.
 */
@MethodSpec(
        id = "gd",
        summary = "gradient difference: ascent on forget, descent on retain",
        source = "Liu et al. 2022, arXiv 2203.12817; Maini et al. 2024, TOFU; locuslab/open-unlearning",
        needs = Capability.RETAIN_SET)
public final class GradientDifference implements UnlearningMethod<GradientDifference.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("factor on the forget loss") double forgetWeight,
            @Meaning("factor on the retain loss") double retainWeight) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            notNegative("forgetWeight", forgetWeight);
            notNegative("retainWeight", retainWeight);
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
                .nll()
                .tokenMean()
                .mul(p.retainWeight())
                .sub(batch.forget().nll().tokenMean().mul(p.forgetWeight()));
    }
}
