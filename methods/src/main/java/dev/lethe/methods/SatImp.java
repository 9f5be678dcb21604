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
 * Saturation and importance: weighted ascent on the tokens that are neither certain nor forgotten. The optimizer
 * minimizes {@code retainWeight * TOK_MEAN(R) - forgetWeight * mean(p^beta1 * (1 - p)^beta2 * NLL)} over the answer tokens
 * of F, the weights without gradient.
 *
 * <p>Source: Yang et al., arXiv 2505.11953; code locuslab/open-unlearning. Differs from the source: as {@link TofuTraining}; of its two
 * contradicting defaults the weights are those of its readme and class, not of its configuration file.
 */
@MethodSpec(
        id = "satimp",
        summary = "gradient ascent weighted by saturation and importance of each token",
        source = "Yang et al. 2025, arXiv 2505.11953; locuslab/open-unlearning",
        needs = Capability.RETAIN_SET)
public final class SatImp implements UnlearningMethod<SatImp.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("exponent of the probability p") double beta1,
            @Meaning("exponent of 1 - p") double beta2,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            notNegative("beta1", beta1);
            notNegative("beta2", beta2);
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
                .add(forgetLoss(batch.forget(), p.beta1(), p.beta2()).mul(p.forgetWeight()));
    }

    static Value forgetLoss(BatchPart forget, double beta1, double beta2) {
        return forget.nll()
                .map(nll -> nll.mul(weight(nll.stopGradient(), beta1, beta2)))
                .tokenMean()
                .neg();
    }

    private static Value weight(Value nll, double beta1, double beta2) {
        return nll.mul(-beta1).exp().mul(nll.neg().exp().neg().add(1).pow(beta2));
    }
}
