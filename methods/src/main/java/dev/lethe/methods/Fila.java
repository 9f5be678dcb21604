package dev.lethe.methods;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.TrainingBatch;
import dev.lethe.harness.training.Value;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Fisher-weighted initialization of low-rank adapters: the adapter starts in the part of the weights that matters to the
 * forget rows and little to the retain rows ({@link FilaStart}), then an ordinary objective trains it on pairs.
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

    /** What is minimized; all but GA add {@code TOK_MEAN(R)} with weight 1, as LoKU's code. */
    public enum Minimized {
        /** See {@link GradientAscent}. */
        GA {
            @Override
            Value loss(TrainingBatch batch) {
                return batch.forget().nll().tokenMean().neg();
            }
        },
        /** See {@link GradientDifference}. */
        GD {
            @Override
            Value loss(TrainingBatch batch) {
                return GA.loss(batch).add(retainLoss(batch));
            }
        },
        /** See {@link Npo}: of whole rows. */
        NPO {
            @Override
            Value loss(TrainingBatch batch) {
                BatchPart forget = batch.forget();
                return NpoVariant.SEQUENCE
                        .loss(forget.nll(), forget.referenceNll(), NPO_BETA)
                        .add(retainLoss(batch));
            }
        },
        /** See {@link Ihl}. */
        IHL {
            @Override
            Value loss(TrainingBatch batch) {
                return batch.forget().invertedHinge().tokenMean().add(retainLoss(batch));
            }
        };

        /** Published by LoKU, as by NPO. */
        private static final double NPO_BETA = 0.1;

        abstract Value loss(TrainingBatch batch);

        private static Value retainLoss(TrainingBatch batch) {
            return batch.retain().nll().tokenMean();
        }
    }

    public record Parameters(
            @Meaning("of AdamW; linear warm-up over the first epoch, then linear to 0") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("what is minimized: ga, gd, npo or ihl") Minimized objective,
            @Meaning("forget rows a batch where importance is estimated") int importanceBatchSize,
            @Meaning("added to the retain rows' importance") double fisherEps) {
        public Parameters {
            new TofuTraining(learningRate, epochs, batchSize, weightDecay);
            new FilaStart(importanceBatchSize, fisherEps);
        }
    }

    @Override
    public Set<Capability> needs(Parameters p) {
        Set<Capability> needs = EnumSet.copyOf(needs());
        if (p.objective() != Minimized.NPO) {
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
        run.train(new TofuTraining(p.learningRate(), p.epochs(), p.batchSize(), p.weightDecay())
                .onPairs(run, p.objective()::loss));
    }
}
