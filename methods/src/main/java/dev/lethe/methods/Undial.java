package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Value;
import java.util.Set;

/**
 * Self-distillation with the true token's logit lowered: the teacher q is the softmax of the reference's logits on F,
 * that of the true next token less {@code beta}; the forget loss is the mean of {@code -sum_v q(v) log p(v)}. The
 * optimizer minimizes {@code forgetWeight * that + retainWeight * TOK_MEAN(R)}.
 *
 * <p>Source: Dong et al., arXiv 2402.10052; code locuslab/open-unlearning. Differs from the source: the mean is over
 * answer tokens; {@code positions=predicting} is the source's, whose mean counts prompt and padding, with token V - 100
 * lowered there. Retain rows of weight 0 are not fetched.
 */
@MethodSpec(
        id = "undial",
        summary = "self-distillation with the true token made less likely",
        source = "Dong et al. 2024, arXiv 2402.10052; locuslab/open-unlearning",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE})
public final class Undial implements UnlearningMethod<Undial.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows where any are used") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("what the logit of the true token is lowered by") double beta,
            @Meaning("where the teacher is followed: labels, answers, attended, predicting or all") Positions positions,
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
    public Set<Capability> needs(Parameters p) {
        return p.retainWeight() > 0 ? needs() : Set.of(Capability.REFERENCE);
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        run.train(p.training().phase(run, needs(p), objective(p)));
    }

    static Objective objective(Parameters p) {
        return batch -> {
            Value loss = batch.forget()
                    .loweredReferenceCrossEntropy(p.beta(), p.positions())
                    .tokenMean()
                    .mul(p.forgetWeight());
            return p.retainWeight() > 0
                    ? loss.add(batch.retain().nll().tokenMean().mul(p.retainWeight()))
                    : loss;
        };
    }
}
