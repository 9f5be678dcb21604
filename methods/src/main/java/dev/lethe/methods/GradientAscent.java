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
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.Phase;
import java.util.List;
import java.util.Set;

/**
 * Gradient ascent on the forget set: {@code L = -TOK_MEAN(F)}. The optimizer minimizes it; it is unbounded below, and
 * collapse is the usual outcome.
 *
 * <p>Source: the baseline of TOFU (Maini et al., arXiv 2401.06121) and of SemEval-2025 Task 4; code locuslab/tofu.
 * Differs from the source: the retain rows that TOFU's loader fetches and does not use are not fetched.
 */
public final class GradientAscent implements UnlearningMethod<GradientAscent.Parameters> {

    public record Parameters(
            @Meaning("of AdamW; linear warm-up over the first epoch, then linear to 0") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step") int batchSize,
            @Meaning("of AdamW") double weightDecay) {
        public Parameters {
            positive("learningRate", learningRate);
            atLeast(1, "epochs", epochs);
            atLeast(1, "batchSize", batchSize);
            notNegative("weightDecay", weightDecay);
        }
    }

    @Override
    public String id() {
        return "ga";
    }

    @Override
    public String summary() {
        return "gradient ascent on the forget set";
    }

    @Override
    public String source() {
        return "Maini et al. 2024, TOFU, arXiv 2401.06121; locuslab/tofu";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        List<TokenizedExample> forget = run.forget(EosPolicy.APPEND);
        int stepsPerEpoch = Math.max(1, forget.size() / p.batchSize());
        run.train(Phase.of(
                        "ascent",
                        BatchSource.shuffled(forget, p.batchSize(), run.random("shuffle"), Batch::ofForget),
                        p.epochs(),
                        p.learningRate(),
                        batch -> batch.forget().nll().tokenMean().neg())
                .withOptimizer(AdamW.withRate(p.learningRate()).withDecay(p.weightDecay()))
                .withSchedule(new LinearSchedule(stepsPerEpoch)));
    }
}
