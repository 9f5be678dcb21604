package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.check;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.data.UserException;
import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.training.TrainedWeights;
import dev.lethe.harness.training.TrainedWeights.State;
import java.util.List;
import java.util.Optional;

/**
 * Two adapters from one start, one that forgets too much and one that forgets too little ({@link TiesTraining}), merged
 * by TIES ({@link TiesMerge}). As executed by the source, the factors A and B of the adapters are merged apart, each
 * scaled by the root of its adapter's share, and the product of the merged factors is not the merge of the products;
 * {@code deltaSpace} merges these, as TIES is meant. Where whole weights are trained, their changes are merged.
 *
 * <p>Source: ZJUKLAB, SemEval-2025 Task 4; code zjunlp/unlearn, PEFT's merge. Differs from the source: rows are not cut at
 * 256 tokens, and the divergence is taken at labels; {@code klPositions=all} is the source's.
 */
@MethodSpec(
        id = "ties",
        summary = "two adapters, trained to forget too much and too little, merged by TIES",
        source = "ZJUKLAB 2025, SemEval-2025 Task 4; zjunlp/unlearn",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE})
public final class Ties implements UnlearningMethod<Ties.Parameters> {

    public record Parameters(
            @Meaning("of AdamW in both trainings; warm-up over the first epoch, then linear to 0") double learningRate,
            @Meaning("passes over the forget set, in both") int epochs,
            @Meaning("micro-batches a step, in both") int accumulation,
            @Meaning("of AdamW, in both") double weightDecay,
            @Meaning("how fast the preference loss falls with the gap, in both") double beta,
            @Meaning("where the divergence is taken: labels, answers, attended, predicting or all")
                    Positions klPositions,
            @Meaning("factor on the first training's preference loss") double firstNpo,
            @Meaning("factor on its divergence from the reference on retain rows") double firstKl,
            @Meaning("factor on its retain NLL") double firstNll,
            @Meaning("its forget rows a micro-batch, and as many retain rows") int firstBatchSize,
            @Meaning("factor on the second training's preference loss") double secondNpo,
            @Meaning("factor on its divergence from the reference on retain rows") double secondKl,
            @Meaning("factor on its retain NLL") double secondNll,
            @Meaning("its forget rows a micro-batch, and as many retain rows") int secondBatchSize,
            @Meaning("weight of the first result in the merge") double firstShare,
            @Meaning("weight of the second result in the merge") double secondShare,
            @Meaning("share of each tensor's entries that the merge keeps, above 0 and at most 1") double density,
            @Meaning("whether the changes of weights are merged, not the factors of adapters") boolean deltaSpace) {
        public Parameters {
            TofuTraining.check(learningRate, epochs, Math.min(firstBatchSize, secondBatchSize), weightDecay);
            atLeast(1, "accumulation", accumulation);
            positive("beta", beta);
            notNegative("firstNpo", firstNpo);
            notNegative("firstKl", firstKl);
            notNegative("firstNll", firstNll);
            notNegative("secondNpo", secondNpo);
            notNegative("secondKl", secondKl);
            notNegative("secondNll", secondNll);
            positive("firstShare", firstShare);
            positive("secondShare", secondShare);
            check(density > 0 && density <= 1, "density", density, "above 0 and at most 1");
        }

        TiesTraining first() {
            return new TiesTraining("first", this, firstNpo, firstKl, firstNll, firstBatchSize);
        }

        TiesTraining second() {
            return new TiesTraining("second", this, secondNpo, secondKl, secondNll, secondBatchSize);
        }
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        // The start, and while the second is trained the first.
        return Optional.of(p.first()
                .planned(forgetRows)
                .then(p.second().planned(forgetRows))
                .withTrainedCopies(2));
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        if (run.forget(EosPolicy.APPEND).isEmpty()) {
            return;
        }
        if (run.retain(EosPolicy.APPEND).isEmpty()) {
            throw UserException.data("the retain set is empty; ties pairs each forget row with a retain row");
        }
        TrainedWeights weights = run.trainedWeights();
        State start = weights.keep();
        run.train(p.first().phase(run));
        State first = weights.keep();
        weights.restore(start);
        run.train(p.second().phase(run));
        List<State> states = List.of(first, weights.keep());
        if (p.deltaSpace() || !weights.areFactors()) {
            weights.mergeChanges(start, states, new TiesMerge(p.density(), List.of(p.firstShare(), p.secondShare())));
        } else {
            // The adapters' scaling is a common factor, which the merged adapter has as well.
            List<Double> roots = List.of(Math.sqrt(p.firstShare()), Math.sqrt(p.secondShare()));
            weights.mergeTensors(states, new TiesMerge(p.density(), roots));
        }
    }
}
