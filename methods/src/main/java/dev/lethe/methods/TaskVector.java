package dev.lethe.methods;

import static dev.lethe.methods.Checks.positive;

import dev.lethe.data.UserException;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.TrainedWeights;
import java.util.List;
import java.util.Optional;

/**
 * Task vector negation: reinforce the forget rows, {@code w' = argmin TOK_MEAN(F)} from w, then go as far the other way,
 * {@code w - scale * (w' - w)}. Of an adapter it is the product that is negated, {@code -scale * s B A}.
 *
 * <p>Source: Ilharco et al., arXiv 2212.04089, as a baseline of MUSE (Shi et al., arXiv 2407.06460). Differs from the
 * source: nothing in the formula; the optimizer's settings are ours.
 */
@MethodSpec(
        id = "task-vector",
        summary = "learn the forget set more, then subtract what that changed",
        source = "Ilharco et al. 2023, arXiv 2212.04089; MUSE, arXiv 2407.06460")
public final class TaskVector implements UnlearningMethod<TaskVector.Parameters> {

    public record Parameters(
            @Meaning("of AdamW while reinforcing, linear to 0") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step") int batchSize,
            @Meaning("of AdamW") double weightDecay,
            @Meaning("how much of the change is subtracted (lambda)") double scale) {
        public Parameters {
            TofuTraining.check(learningRate, epochs, batchSize, weightDecay);
            positive("scale", scale);
        }
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        // The start.
        return Optional.of(PlannedTraining.ofEpochs(p.epochs(), forgetRows, p.batchSize(), 1)
                .withTrainedCopies(1));
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        List<TokenizedExample> forget = run.forget(EosPolicy.APPEND);
        if (forget.isEmpty()) {
            return;
        }
        TrainedWeights weights = run.trainedWeights();
        TrainedWeights.State start = weights.keep();
        run.train(Phase.of(
                        "reinforcement",
                        BatchSource.shuffled(forget, p.batchSize(), run.random("shuffle"), Batch::ofForget),
                        p.epochs(),
                        p.learningRate(),
                        batch -> batch.forget().nll().tokenMean())
                .withOptimizer(AdamW.withRate(p.learningRate()).withDecay(p.weightDecay())));
        if (weights.distance(start) == 0) {
            throw UserException.configuration(
                    "the task vector is zero: reinforcing the forget rows changed no weight; raise"
                            + " methods.task-vector.learningRate");
        }
        weights.multiplyChange(start, -p.scale());
    }
}
