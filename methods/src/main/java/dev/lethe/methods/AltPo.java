package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Alternate preference optimization: {@link Dpo} with other answers that the model itself made up in place of refusals.
 * {@link Alternatives} are drawn from it before training; each time a row is seen, one of its own is preferred.
 *
 * <p>Source: Mekala et al., arXiv 2409.13474. Differs from the source: the words of the question for alternatives are
 * ours; one alternative is drawn at each sight of a row where the source has one row for each, so that ten passes here are
 * its two over five.
 */
@MethodSpec(
        id = "altpo",
        summary = "preference of the model's own alternatives over the answer",
        source = "Mekala et al. 2024, AltPO, arXiv 2409.13474",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE, Capability.GENERATION})
public final class AltPo implements UnlearningMethod<AltPo.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, as many alternatives and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("how fast the loss falls with the margin") double beta,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight,
            @Meaning("drawn from the model for each forget row") int alternatives,
            @Meaning("tokens of an alternative, at most") int maxNewTokens,
            @Meaning("at which alternatives are drawn") double temperature) {
        public Parameters {
            new Dpo.Parameters(
                    learningRate,
                    epochs,
                    batchSize,
                    weightDecay,
                    maxGradNorm,
                    schedule,
                    beta,
                    forgetWeight,
                    retainWeight);
            atLeast(1, "alternatives", alternatives);
            atLeast(1, "maxNewTokens", maxNewTokens);
            positive("temperature", temperature);
        }

        Dpo.Parameters preference() {
            return new Dpo.Parameters(
                    learningRate,
                    epochs,
                    batchSize,
                    weightDecay,
                    maxGradNorm,
                    schedule,
                    beta,
                    forgetWeight,
                    retainWeight);
        }
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        return new Dpo().planned(p.preference(), forgetRows, retainRows);
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        Map<TokenizedExample, List<TokenizedExample>> alternatives = new Alternatives(
                        p.alternatives(), p.maxNewTokens(), p.temperature())
                .of(run, run.forget(EosPolicy.APPEND));
        Random random = run.random("alternative draw");
        Phase phase = p.preference().training().onPairs(run, Dpo.objective(p.preference()));
        run.train(phase.withBatches(phase.batches()
                .map(batch -> batch.with(
                        Role.ALTERNATIVE,
                        batch.forget().stream()
                                .map(alternatives::get)
                                .map(own -> own.get(random.nextInt(own.size())))
                                .toList()))));
    }
}
