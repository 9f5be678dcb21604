package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Value;
import java.util.Set;

/**
 * Negative preference optimization: push the likelihood of the forget rows below the reference's, with a gradient that
 * fades as they fall. With the gap {@code d = NLL - NLL of the reference} the forget loss is
 * {@code -(2 / beta) * mean log sigmoid(beta * d)}; it is (2 / beta) log 2 at the start and falls to 0. The optimizer
 * minimizes {@code forgetWeight * that + retainWeight * TOK_MEAN(R) + klWeight * KL(reference || model on R) +
 * goldKlWeight * K}.
 *
 * <p>Source: Zhang et al., arXiv 2404.05868; code locuslab/open-unlearning: gaps of whole rows (SEQ_SUM). The variant
 * {@code token} and K, the mean over tokens of {@code q(y) * (log q(y) - log p(y))} with q the reference, are
 * XelfXendr/peft_unlearning's (team Atyaephyra); {@code batch}, one gap of TOK_MEANs, is zjunlp/unlearn's (ZJUKLAB).
 * Differs from the source: the divergence is taken at labels; {@code klPositions=all} is the source's.
 */
@MethodSpec(
        id = "npo",
        summary = "negative preference optimization against the reference",
        source = "Zhang et al. 2024, arXiv 2404.05868; locuslab/open-unlearning",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE})
public final class Npo implements UnlearningMethod<Npo.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows where any are used") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("how fast the loss falls with the gap") double beta,
            @Meaning("what a gap is taken of: sequence, token or batch") NpoVariant variant,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight,
            @Meaning("factor on the divergence from the reference on retain rows") double klWeight,
            @Meaning("factor on K, the part of the divergence at the answer tokens themselves") double goldKlWeight,
            @Meaning("where the divergence is taken: labels, answers, attended, predicting or all")
                    Positions klPositions) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            positive("beta", beta);
            notNegative("forgetWeight", forgetWeight);
            notNegative("retainWeight", retainWeight);
            notNegative("klWeight", klWeight);
            notNegative("goldKlWeight", goldKlWeight);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    @Override
    public Set<Capability> needs(Parameters p) {
        boolean retains = p.retainWeight() > 0 || p.klWeight() > 0 || p.goldKlWeight() > 0;
        return retains ? needs() : Set.of(Capability.REFERENCE);
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        run.train(p.training().phase(run, needs(p), objective(p)));
    }

    static Objective objective(Parameters p) {
        return batch -> {
            Value loss = p.variant()
                    .loss(batch.forget().nll(), batch.forget().referenceNll(), p.beta())
                    .mul(p.forgetWeight());
            if (p.retainWeight() > 0) {
                loss = loss.add(batch.retain().nll().tokenMean().mul(p.retainWeight()));
            }
            if (p.klWeight() > 0) {
                Value divergence = batch.retain().klToReference(p.klPositions()).tokenMean();
                loss = loss.add(divergence.mul(p.klWeight()));
            }
            return p.goldKlWeight() > 0 ? loss.add(goldKl(batch.retain()).mul(p.goldKlWeight())) : loss;
        };
    }

    private static Value goldKl(BatchPart retain) {
        Value reference = retain.referenceNll().values();
        return retain.nll()
                .map(values -> values.sub(reference).mul(reference.neg().exp()))
                .tokenMean();
    }
}
