package dev.lethe.methods;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import java.util.Optional;

/**
 * Low-rank knowledge unlearning: the inverted hinge loss ({@link Ihl}) on adapters that start where the forget rows matter
 * ({@link Fila}).
 *
 * <p>Source: Cha et al., arXiv 2408.06621; code csm9493/efficient-llm-unlearning. Differs from the source: as its two
 * parts do.
 */
@MethodSpec(
        id = "loku",
        summary = "inverted hinge loss on adapters that start where the forget rows matter",
        source = "Cha et al. 2024, LoKU, arXiv 2408.06621; csm9493/efficient-llm-unlearning",
        needs = {Capability.RETAIN_SET, Capability.ADAPTER})
public final class Loku implements UnlearningMethod<Loku.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight,
            @Meaning("forget rows a batch where importance is estimated") int importanceBatchSize,
            @Meaning("added to the retain rows' importance") double fisherEps) {
        public Parameters {
            new Ihl.Parameters(
                    learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule, forgetWeight, retainWeight);
            new FilaStart(importanceBatchSize, fisherEps);
        }

        private Ihl.Parameters hinge() {
            return new Ihl.Parameters(
                    learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule, forgetWeight, retainWeight);
        }
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        return Optional.of(PlannedTraining.ofEpochs(p.epochs(), forgetRows, p.batchSize(), 2)
                .withImportanceRows(FilaStart.rows(forgetRows)));
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        new FilaStart(p.importanceBatchSize(), p.fisherEps()).apply(run);
        new Ihl().unlearn(run, p.hinge());
    }
}
