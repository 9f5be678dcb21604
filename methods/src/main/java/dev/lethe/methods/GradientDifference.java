package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.Phase;
import java.util.List;
import java.util.Set;

/**
 * Gradient difference: ascend on the forget set while descending on the retain set,
 * {@code L = retainWeight * TOK_MEAN(R) - forgetWeight * TOK_MEAN(F)}. The optimizer minimizes it.
 *
 * <p>Source: Liu et al., arXiv 2203.12817, in the form of TOFU (arXiv 2401.06121); code locuslab/open-unlearning,
 * where the weights are called alpha (retain) and gamma (forget). Each forget row is paired with a retain row drawn
 * anew. Differs from the source: nothing.
 */
public final class GradientDifference implements UnlearningMethod<GradientDifference.Parameters> {

    public record Parameters(
            @Meaning("of AdamW; linear warm-up over the first epoch, then linear to 0") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("factor on the forget loss") double forgetWeight,
            @Meaning("factor on the retain loss") double retainWeight) {
        public Parameters {
            positive("learningRate", learningRate);
            atLeast(1, "epochs", epochs);
            atLeast(1, "batchSize", batchSize);
            notNegative("weightDecay", weightDecay);
            notNegative("forgetWeight", forgetWeight);
            notNegative("retainWeight", retainWeight);
        }
    }

    @Override
    public String id() {
        return "gd";
    }

    @Override
    public String summary() {
        return "gradient difference: ascent on forget, descent on retain";
    }

    @Override
    public String source() {
        return "Liu et al. 2022, arXiv 2203.12817; Maini et al. 2024, TOFU; locuslab/open-unlearning";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.RETAIN_SET);
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        List<TokenizedExample> forget = run.forget(EosPolicy.APPEND);
        int stepsPerEpoch = Math.max(1, forget.size() / p.batchSize());
        run.train(Phase.of(
                        "difference",
                        BatchSource.pairs(forget, run.retain(EosPolicy.APPEND), p.batchSize(), run.random("pairs")),
                        p.epochs(),
                        p.learningRate(),
                        batch -> batch.retain()
                                .nll()
                                .tokenMean()
                                .mul(p.retainWeight())
                                .sub(batch.forget().nll().tokenMean().mul(p.forgetWeight())))
                .withOptimizer(AdamW.withRate(p.learningRate()).withDecay(p.weightDecay()))
                .withSchedule(new LinearSchedule(stepsPerEpoch)));
    }
}
