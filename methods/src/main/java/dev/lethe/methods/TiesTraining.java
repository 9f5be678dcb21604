package dev.lethe.methods;

import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.AdamW;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.LossNormalization;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.Phase;
import java.util.List;

/**
 * One of the two trainings before a TIES merge, on forget rows in a new order every epoch, each with the retain row of its
 * own number: {@code L = npo * NPO(F) + kl * KL(reference || model on R) + nll * TOK_MEAN(R)}, NPO taken of the batch's
 * token mean.
 *
 * @param name first or second
 * @param both what both share
 * @param npo factor on the preference loss
 * @param kl factor on the divergence
 * @param nll factor on the retain loss
 * @param batchSize forget rows a micro-batch, and as many retain rows
 */
record TiesTraining(String name, Ties.Parameters both, double npo, double kl, double nll, int batchSize) {

    Phase phase(Unlearning run) {
        List<TokenizedExample> forget = run.forget(EosPolicy.APPEND);
        List<TokenizedExample> retain = run.retain(EosPolicy.APPEND);
        int stepsPerEpoch = forget.size() / (batchSize * both.accumulation());
        return Phase.of(
                        name + " training",
                        BatchSource.partners(forget, retain, batchSize, run.random("shuffle " + name)),
                        both.epochs(),
                        both.learningRate(),
                        objective())
                .withOptimizer(AdamW.withRate(both.learningRate()).withDecay(both.weightDecay()))
                .withSchedule(new LinearSchedule(Math.max(1, stepsPerEpoch)))
                .withAccumulation(both.accumulation(), LossNormalization.MICROBATCH_MEAN);
    }

    PlannedTraining planned(int forgetRows) {
        return PlannedTraining.ofEpochs(both.epochs(), forgetRows, batchSize, 2);
    }

    Objective objective() {
        return Npo.objective(new Npo.Parameters(
                both.learningRate(),
                both.epochs(),
                batchSize,
                both.weightDecay(),
                Phase.DEFAULT_MAX_GRAD_NORM,
                RateCourse.LINEAR,
                both.beta(),
                NpoVariant.BATCH,
                npo,
                nll,
                kl,
                0,
                both.klPositions()));
    }
}
