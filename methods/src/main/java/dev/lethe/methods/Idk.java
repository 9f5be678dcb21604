package dev.lethe.methods;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Role;
import dev.lethe.harness.training.Value;
import java.util.List;

/**
 * "I don't know": ordinary training on refusals to the forget prompts and on retain rows, half and half. The optimizer
 * minimizes TOK_MEAN over both together, in which long retain answers outweigh short refusals, or with
 * {@code weighting=sequence} the mean over rows of their SEQ_MEANs.
 *
 * <p>Source: the baseline of TOFU (Maini et al., arXiv 2401.06121), called preference optimization or idk there; code
 * locuslab/tofu. A refusal is drawn anew each time a row is seen. Differs from the source: the list of refusals is ours.
 */
@MethodSpec(
        id = "idk",
        summary = "training on refusals to forget prompts and on retain rows",
        source = "Maini et al. 2024, TOFU, arXiv 2401.06121; locuslab/tofu",
        needs = Capability.RETAIN_SET)
public final class Idk implements UnlearningMethod<Idk.Parameters> {

    public record Parameters(
            @Meaning("of AdamW, at its highest") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("refusals a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("limit on the L2 norm of a step's gradients; 0 = none") double maxGradNorm,
            @Meaning("of the rate: linear, up over the first epoch and down to 0, or constant") RateCourse schedule,
            @Meaning("what counts alike in the mean: token or sequence") Weighting weighting) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }

        TofuTraining training() {
            return new TofuTraining(learningRate, epochs, batchSize, weightDecay, maxGradNorm, schedule);
        }
    }

    /** What counts alike. */
    public enum Weighting {
        /** Every token. */
        TOKEN {
            @Override
            Value loss(PerToken refusals, PerToken retain) {
                return refusals.values()
                        .sum()
                        .add(retain.values().sum())
                        .div(refusals.scored().sum().add(retain.scored().sum()));
            }
        },
        /** Every row. */
        SEQUENCE {
            @Override
            Value loss(PerToken refusals, PerToken retain) {
                return refusals.sequenceMean()
                        .mean()
                        .add(retain.sequenceMean().mean())
                        .div(2);
            }
        };

        abstract Value loss(PerToken refusals, PerToken retain);
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        Phase phase = p.training().onPairs(run, objective(p));
        run.train(phase.withBatches(phase.batches().map(Refusals.drawnFor(run)).map(Idk::withoutAnswers)));
    }

    private static Batch withoutAnswers(Batch batch) {
        return batch.with(Role.FORGET, List.of());
    }

    static Objective objective(Parameters p) {
        return batch ->
                p.weighting().loss(batch.alternative().nll(), batch.retain().nll());
    }
}
