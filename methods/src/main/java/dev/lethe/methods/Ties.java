package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.check;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.data.UserException;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.LossNormalization;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.TrainedWeights;
import dev.lethe.harness.training.TrainedWeights.State;
import java.util.List;

/**
 * Two adapters from one start, one that forgets too much and one that forgets too little, merged by TIES
 * ({@link TiesMerge}). Both minimize {@code npo * NPO(F) + kl * KL(reference || model on R) + nll * TOK_MEAN(R)} with
 * weights of their own, NPO taken of the batch's token mean.
 *
 * <p>As executed by the source, the factors A and B of the adapters are merged apart, each scaled by the root of its
 * adapter's weight, and the product of the merged factors is not the merge of the products; {@code deltaSpace} merges
 * these, as TIES is meant. Where no adapter is trained, the changes of the weights are merged.
 *
 * <p>Source: ZJUKLAB, SemEval-2025 Task 4, arXiv 2503.21088; code zjunlp/unlearn. Differs from the source: rows are not
 * cut at 256 tokens, and its adapters' dropout of 0.05 is left out.
 */
final class Ties {

    /** What one of the two trainings minimizes, by the weights of its terms. */
    @FunctionalInterface
    interface Terms {
        Objective weighing(Mix mix);
    }

    /**
     * The weights of one training's terms, and its batch.
     *
     * @param npo factor on the preference loss of the forget rows
     * @param kl factor on the divergence from the reference on the retain rows
     * @param nll factor on the loss of the retain rows
     * @param batchSize forget rows a micro-batch, and as many retain rows
     */
    record Mix(double npo, double kl, double nll, int batchSize) {}

    /**
     * @param learningRate of AdamW in both trainings; linear warm-up over the first epoch, then linear to 0
     * @param epochs passes over the forget set, in both
     * @param accumulation micro-batches a step, in both
     * @param weightDecay of AdamW, in both
     * @param firstNpo weight of the first training's preference loss
     * @param firstKl weight of its divergence
     * @param firstNll weight of its retain loss
     * @param firstBatchSize its forget rows a micro-batch
     * @param secondNpo weight of the second training's preference loss
     * @param secondKl weight of its divergence
     * @param secondNll weight of its retain loss
     * @param secondBatchSize its forget rows a micro-batch
     * @param firstShare weight of the first result in the merge
     * @param secondShare weight of the second
     * @param density share of each tensor's entries that the merge keeps
     * @param deltaSpace whether changes of weights are merged, not factors
     */
    record Parameters(
            double learningRate,
            int epochs,
            int accumulation,
            double weightDecay,
            double firstNpo,
            double firstKl,
            double firstNll,
            int firstBatchSize,
            double secondNpo,
            double secondKl,
            double secondNll,
            int secondBatchSize,
            double firstShare,
            double secondShare,
            double density,
            boolean deltaSpace) {
        Parameters {
            positive("learningRate", learningRate);
            atLeast(1, "epochs", epochs);
            atLeast(1, "accumulation", accumulation);
            notNegative("weightDecay", weightDecay);
            notNegative("firstNpo", firstNpo);
            notNegative("firstKl", firstKl);
            notNegative("firstNll", firstNll);
            atLeast(1, "firstBatchSize", firstBatchSize);
            notNegative("secondNpo", secondNpo);
            notNegative("secondKl", secondKl);
            notNegative("secondNll", secondNll);
            atLeast(1, "secondBatchSize", secondBatchSize);
            positive("firstShare", firstShare);
            positive("secondShare", secondShare);
            check(density > 0 && density <= 1, "density", density, "above 0 and at most 1");
        }

        Mix first() {
            return new Mix(firstNpo, firstKl, firstNll, firstBatchSize);
        }

        Mix second() {
            return new Mix(secondNpo, secondKl, secondNll, secondBatchSize);
        }
    }

    private final Terms terms;

    Ties(Terms terms) {
        this.terms = terms;
    }

    void unlearn(Unlearning run, Parameters p) {
        if (run.forget(EosPolicy.APPEND).isEmpty()) {
            return;
        }
        if (run.retain(EosPolicy.APPEND).isEmpty()) {
            throw UserException.data("the retain set is empty; ties pairs each forget row with a retain row");
        }
        TrainedWeights weights = run.trainedWeights();
        State start = weights.keep();
        State first = trained(run, p, "first", p.first());
        weights.restore(start);
        State second = trained(run, p, "second", p.second());
        List<State> states = List.of(first, second);
        if (p.deltaSpace() || !weights.areFactors()) {
            weights.mergeChanges(start, states, new TiesMerge(p.density(), List.of(p.firstShare(), p.secondShare())));
        } else {
            // The scaling of the adapters is a common factor that the merged adapter has as well.
            List<Double> roots = List.of(Math.sqrt(p.firstShare()), Math.sqrt(p.secondShare()));
            weights.mergeTensors(states, new TiesMerge(p.density(), roots));
        }
    }

    private State trained(Unlearning run, Parameters p, String name, Mix mix) {
        var forget = run.forget(EosPolicy.APPEND);
        int steps = forget.size() / (mix.batchSize() * p.accumulation());
        run.train(Phase.of(
                        name + " adapter",
                        BatchSource.partners(
                                forget, run.retain(EosPolicy.APPEND), mix.batchSize(), run.random("shuffle " + name)),
                        p.epochs(),
                        p.learningRate(),
                        terms.weighing(mix))
                .withOptimizer(AdamW.withRate(p.learningRate()).withDecay(p.weightDecay()))
                .withSchedule(new LinearSchedule(Math.max(1, steps)))
                .withAccumulation(p.accumulation(), LossNormalization.MICROBATCH_MEAN));
        return run.trainedWeights().keep();
    }
}
