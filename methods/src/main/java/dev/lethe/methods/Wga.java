package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
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
            @Meaning("of AdamW; linear warm-up over the first epoch, then linear to 0") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("exponent of the probability") double beta,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay);
            notNegative("beta", beta);
            notNegative("forgetWeight", forgetWeight);
            notNegative("retainWeight", retainWeight);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay);
        }
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        run.train(p.training().onPairs(run, objective(p)));
    }

    static Objective objective(Parameters p) {
        return batch -> {
            PerToken weighted = batch.forget().nll().map(nll -> nll.mul(weight(nll.stopGradient(), p)));
            return batch.retain()
                    .nll()
                    .tokenMean()
                    .mul(p.retainWeight())
                    .sub(weighted.tokenMean().mul(p.forgetWeight()));
        };
    }

    private static Value weight(Value nll, Parameters p) {
        return nll.mul(-p.beta()).exp();
    }
}
