package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Phase;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Fisher-weighted initialization of low-rank adapters: the adapter starts in the part of the weights that matters to the
 * forget rows and little to the retain rows ({@link FilaStart}), then the objective of another method trains it on pairs
 * ({@link FilaObjective}).
 *
 * <p>Source: Cha et al., LoKU, arXiv 2408.06621; code csm9493/efficient-llm-unlearning. Importance squares the gradients
 * of batch means, as the code does and the paper does not; {@code importanceBatchSize=1} squares each row's. Differs from
 * the source: the weights stay as they are and a frozen pair takes the start back, where the source subtracts it from the
 * weights and rounds, so that the adapter alone is the result (of rank 2r) and the reference is the model without it.
 */
@MethodSpec(
        id = "fila",
        summary = "an objective on adapters that start where the forget rows matter",
        source = "Cha et al. 2024, LoKU, arXiv 2408.06621; csm9493/efficient-llm-unlearning",
        needs = {Capability.RETAIN_SET, Capability.ADAPTER, Capability.REFERENCE})
public final class Fila implements UnlearningMethod<Fila.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("what is minimized: ga, gd, kl, npo, dpo, idk, simnpo, undial, wga, satimp, ceu or ihl")
                    FilaObjective objective,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain loss (alpha), where there is one") double retainWeight,
            @Meaning("forget rows a batch where importance is estimated") int importanceBatchSize,
            @Meaning("added to the retain rows' importance") double fisherEps) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            notNegative("forgetWeight", forgetWeight);
            notNegative("retainWeight", retainWeight);
            new FilaStart(importanceBatchSize, fisherEps);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    @Override
    public Set<Capability> needs(Parameters p) {
        Set<Capability> needs = EnumSet.copyOf(needs());
        if (!p.objective().needsReference()) {
            needs.remove(Capability.REFERENCE);
        }
        return needs;
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        return Optional.of(PlannedTraining.ofEpochs(p.epochs(), forgetRows, p.batchSize(), 2)
                .withImportanceRows(FilaStart.rows(forgetRows)));
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        new FilaStart(p.importanceBatchSize(), p.fisherEps()).apply(run);
        Phase phase = p.training().onPairs(run, batch -> p.objective().loss(batch, p.forgetWeight(), p.retainWeight()));
        run.train(
                p.objective().needsRefusals()
                        ? phase.withBatches(phase.batches().map(Refusals.drawnFor(run)))
                        : phase);
    }
}
