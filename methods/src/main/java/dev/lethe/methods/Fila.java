package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import ai.djl.ndarray.NDArray;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.TrainingBatch;
import java.util.List;
import java.util.Locale;

/**
 * Fisher-weighted initialization of low-rank adapters: the adapter starts in the part of the weights that matters to the
 * forget rows and little to the retain rows ({@link FilaStart}), then an ordinary objective trains it on pairs.
 *
 * <p>Source: Cha et al., LoKU, ICLR 2025; code csm9493/efficient-llm-unlearning. Importance squares the gradients of
 * batch means, as the code does and the paper does not; {@code importanceBatchSize=1} squares each row's. Differs from
 * the source: the weights stay as they are and a frozen pair takes the start back, where the source subtracts it from the
 * weights and rounds, so that the adapter alone is the result (of rank 2r) and the reference is the model without it.
 */
@MethodSpec(
        id = "fila",
        summary = "an objective on adapters that start where the forget rows matter",
        source = "Cha et al. 2025, LoKU, ICLR; csm9493/efficient-llm-unlearning",
        needs = {Capability.RETAIN_SET, Capability.ADAPTER})
public final class Fila implements UnlearningMethod<Fila.Parameters> {

    /** What is minimized. */
    public enum Minimized {
        /** {@code -TOK_MEAN(F)}. */
        GA {
            @Override
            NDArray loss(TrainingBatch batch) {
                return batch.forget().nll().tokenMean().neg();
            }
        },
        /** {@code TOK_MEAN(R) - TOK_MEAN(F)}. */
        GD {
            @Override
            NDArray loss(TrainingBatch batch) {
                return batch.retain().nll().tokenMean().sub(batch.forget().nll().tokenMean());
            }
        };

        abstract NDArray loss(TrainingBatch batch);
    }

    /**
     * @param learningRate of AdamW; linear warm-up over the first epoch, then linear to 0
     * @param epochs passes over the forget set
     * @param batchSize forget rows a step, and as many retain rows
     * @param weightDecay of AdamW
     * @param objective what is minimized
     * @param importanceBatchSize forget rows a batch where importance is estimated
     * @param fisherEps added to the retain rows' importance
     */
    public record Parameters(
            double learningRate,
            int epochs,
            int batchSize,
            double weightDecay,
            Minimized objective,
            int importanceBatchSize,
            double fisherEps) {
        public Parameters {
            positive("learningRate", learningRate);
            atLeast(1, "epochs", epochs);
            atLeast(1, "batchSize", batchSize);
            notNegative("weightDecay", weightDecay);
            new FilaStart(importanceBatchSize, fisherEps);
        }
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        new FilaStart(p.importanceBatchSize(), p.fisherEps()).apply(run);
        List<TokenizedExample> forget = run.forget(EosPolicy.APPEND);
        run.train(Phase.of(
                        p.objective().name().toLowerCase(Locale.ROOT),
                        BatchSource.pairs(forget, run.retain(EosPolicy.APPEND), p.batchSize(), run.random("pairs")),
                        p.epochs(),
                        p.learningRate(),
                        p.objective()::loss)
                .withOptimizer(AdamW.withRate(p.learningRate()).withDecay(p.weightDecay()))
                .withSchedule(new LinearSchedule(Math.max(1, forget.size() / p.batchSize()))));
    }
}
