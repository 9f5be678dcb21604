package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Value;

/**
 * Weighted gradient ascent: ascent in which a token counts by its probability, so that what is forgotten is left alone.
 * The optimizer minimizes {@code retainWeight * TOK_MEAN(R) - forgetWeight * mean(p^beta * NLL)} over the answer tokens of
 * F, the weight p^beta without gradient.
 *
 * <p>Source: Wang et al., arXiv 2502.19301; code locuslab/open-unlearning. Differs from the source: the reference that
 * its class builds and does not use is not built.
 */
@MethodSpec(
        id = "wga",
        summary = "gradient ascent weighted by the probability of each token",
        source = "Wang et al. 2025, arXiv 2502.19301; locuslab/open-unlearning",
        needs = Capability.RETAIN_SET)
public final class Wga implements UnlearningMethod<Wga.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("exponent of the probability") double beta,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            notNegative("beta", beta);
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
                .add(forgetLoss(batch.forget(), p.beta()).mul(p.forgetWeight()));
    }

    static Value forgetLoss(BatchPart forget, double beta) {
        return forget.nll()
                .map(nll -> nll.mul(weight(nll.stopGradient(), beta)))
                .tokenMean()
                .neg();
    }

    private static Value weight(Value nll, double beta) {
        return nll.mul(-beta).exp();
    }
}
