package dev.lethe.methods;

import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.TrainingBatch;
import dev.lethe.harness.training.Value;
import java.util.Optional;

/**
 * Direct preference optimization for a refusal over the true answer. With s the NLL of a row's answer (SEQ_SUM), relative
 * to the reference's, the forget loss is {@code -(2 / beta) * mean log sigmoid(beta * (s of the answer - s of the
 * refusal))}. The optimizer minimizes {@code forgetWeight * that + retainWeight * TOK_MEAN(R)}.
 *
 * <p>Source: Rafailov et al., arXiv 2305.18290, as TOFU uses it (arXiv 2401.06121); code locuslab/open-unlearning, whose
 * factor is 2 / beta where DPO's is 1. A refusal is drawn anew each time a row is seen. Differs from the source: the list
 * of refusals is ours.
 */
@MethodSpec(
        id = "dpo",
        summary = "preference of a refusal over the answer",
        source = "Rafailov et al. 2023, arXiv 2305.18290; Maini et al. 2024, TOFU; locuslab/open-unlearning",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE})
public final class Dpo implements UnlearningMethod<Dpo.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, as many refusals and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("how fast the loss falls with the margin") double beta,
            @Meaning("factor on the forget loss (gamma)") double forgetWeight,
            @Meaning("factor on the retain NLL (alpha)") double retainWeight) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
            positive("beta", beta);
            notNegative("forgetWeight", forgetWeight);
            notNegative("retainWeight", retainWeight);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        return Optional.of(PlannedTraining.ofEpochs(p.epochs(), forgetRows, p.batchSize(), 3));
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        Phase phase = p.training().onPairs(run, objective(p));
        run.train(phase.withBatches(phase.batches().map(Refusals.drawnFor(run))));
    }

    static Objective objective(Parameters p) {
        return batch -> forgetLoss(batch, p.beta())
                .mul(p.forgetWeight())
                .add(batch.retain().nll().tokenMean().mul(p.retainWeight()));
    }

    static Value forgetLoss(TrainingBatch batch, double beta) {
        return Preference.loss(gap(batch.forget()).sub(gap(batch.alternative())), beta);
    }

    /** How much less likely each answer is than under the reference. */
    private static Value gap(BatchPart part) {
        return part.nll().sequenceSum().sub(part.referenceNll().sequenceSum());
    }
}
