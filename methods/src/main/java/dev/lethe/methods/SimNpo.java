package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;

/**
 * Simple negative preference optimization: NPO without a reference, on the mean NLL m of each row's answer (SEQ_MEAN),
 * {@code -(2 / beta) * mean log sigmoid(beta * (m - delta))}. The optimizer minimizes
 * {@code forgetWeight * that + retainWeight * TOK_MEAN(R)}.
 *
 * <p>Source: Fan et al., arXiv 2410.07163; code locuslab/open-unlearning. Differs from the source: nothing.
 */
@MethodSpec(
        id = "simnpo",
        summary = "preference optimization without a reference, per token of a row",
        source = "Fan et al. 2024, arXiv 2410.07163; locuslab/open-unlearning",
        needs = Capability.RETAIN_SET)
public final class SimNpo implements UnlearningMethod<SimNpo.Parameters> {

    public record Parameters(
            @Meaning("of AdamW; linear warm-up over the first epoch, then linear to 0") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("how fast the loss falls with the NLL") double beta,
            @Meaning("the mean NLL at which the loss has fallen to (2 / beta) log 2, in nats") double delta,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay);
            positive("beta", beta);
            notNegative("delta", delta);
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
        return batch -> Preference.loss(batch.forget().nll().sequenceMean().sub(p.delta()), p.beta())
                .mul(p.forgetWeight())
                .add(batch.retain().nll().tokenMean().mul(p.retainWeight()));
    }
}
