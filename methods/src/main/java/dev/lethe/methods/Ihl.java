package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Objective;

/**
 * Inverted hinge loss: lower the true token's probability until another overtakes it. The forget loss is the mean over
 * answer tokens of {@code max(0, 1 + p(y) - max of p over the other tokens)}: 2 is memorized, below 1 overtaken. The
 * optimizer minimizes {@code forgetWeight * that + retainWeight * TOK_MEAN(R)}.
 *
 * <p>Source: Cha et al., LoKU, arXiv 2408.06621; code csm9493/efficient-llm-unlearning, where both weights are 1. Differs
 * from the source: the softmax is always taken; the source's library skips it where all logits lie in [0, 1].
 */
@MethodSpec(
        id = "ihl",
        summary = "inverted hinge loss on forget, descent on retain",
        source = "Cha et al. 2024, LoKU, arXiv 2408.06621; csm9493/efficient-llm-unlearning",
        needs = Capability.RETAIN_SET)
public final class Ihl implements UnlearningMethod<Ihl.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight) {
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
        return batch -> batch.forget()
                .invertedHinge()
                .tokenMean()
                .mul(p.forgetWeight())
                .add(batch.retain().nll().tokenMean().mul(p.retainWeight()));
    }
}
