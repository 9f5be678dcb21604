package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.check;
import static dev.lethe.methods.Checks.fraction;

import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.LossNormalization;
import dev.lethe.harness.training.OptimizerSettings;
import dev.lethe.harness.training.Phase;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Normalized gradient difference with an automatic learning rate: {@code w <- w - eta d} with
 * {@code d = g_R / |g_R| - g_F / |g_F|} ({@link NormalizedDifference}), handed to the optimizer in place of a gradient.
 *
 * <p>The rate follows GeN ({@link GenRate}). {@code autolr=jucse} is the reading of JU-CSE-NLP at SemEval-2025: one plain
 * step an epoch along gradients averaged over all its batches, each clipped at 1; its rate is the minimizer of
 * {@code |g_R - eta d|^2}, which is {@code |g_R| / 2} whatever the forget rows and candidates are, because
 * {@code <g_R, d> = |g_R| (1 - cos)} and {@code |d|^2 = 2 (1 - cos)}: no line search, kept for the record.
 *
 * <p>Source: Jin et al., NAACL 2025, arXiv 2410.22086; Bu and Xu's GeN, code ShiyunXu/AutoGeN. Differs from the source:
 * its code was not found; the batches and the warm-up of {@code autolr=none} are TOFU's. Of the JU-CSE variant its
 * labels, which do not line up with the tokens, are not reproduced.
 */
@MethodSpec(
        id = "ngdiff",
        summary = "difference of the normalized retain and forget gradients, automatic learning rate",
        source = "Jin et al. 2025, NGDiff, arXiv 2410.22086; ShiyunXu/AutoGeN",
        needs = Capability.RETAIN_SET)
public final class NgDiff implements UnlearningMethod<NgDiff.Parameters> {

    /** Published by JU-CSE-NLP: limit on the norm of each batch's gradient. */
    private static final double JUCSE_BATCH_NORM = 1;

    /** Kept apart until they are combined. */
    private static final int GRADIENTS = 2;

    /** What sets the learning rate. */
    public enum AutoLr {
        /** It looks ahead: weights before and after, gradient and moments are kept. */
        GEN(5),
        /** Each batch's gradient is clipped beside the sum of those before it. */
        JUCSE(1),
        /** Linear warm-up over the first epoch, then linear to 0. */
        NONE(0);

        private final int trainedCopies;

        AutoLr(int trainedCopies) {
            this.trainedCopies = trainedCopies;
        }
    }

    public record Parameters(
            @Meaning("of the first steps") double learningRate,
            @Meaning("passes over the forget set") int epochs,
            @Meaning("forget rows a step, and as many retain rows") int batchSize,
            @Meaning("of the optimizer") double weightDecay,
            @Meaning("what updates the weights: adamw or sgd; jucse always makes plain steps") BaseOptimizer optimizer,
            @Meaning("what sets the learning rate: gen, jucse or none") AutoLr autolr,
            @Meaning("steps from one renewal of the rate to the next") int lazyFreq,
            @Meaning("how many losses GeN looks at along an update, odd, at least 3") int ratios,
            @Meaning("GeN's share of the old rate in the new one, in [0, 1]") double smoothing,
            @Meaning("how GeN's rates shrink over the run: constant, linear or cosine") RateScale scale) {
        public Parameters {
            TofuTraining.check(learningRate, epochs, batchSize, weightDecay);
            atLeast(1, "lazyFreq", lazyFreq);
            check(ratios >= 3 && ratios % 2 == 1, "ratios", ratios, "an odd number of at least 3");
            fraction("smoothing", smoothing);
        }

        OptimizerSettings settings(BaseOptimizer base) {
            return base.settings(learningRate, weightDecay);
        }
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        return Optional.of(PlannedTraining.ofEpochs(p.epochs(), forgetRows, p.batchSize(), 2)
                .withTrainedCopies(GRADIENTS + p.autolr().trainedCopies));
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        List<TokenizedExample> forget = run.forget(EosPolicy.APPEND);
        List<TokenizedExample> retain = run.retain(EosPolicy.APPEND);
        int batches = Math.max(1, (forget.size() + p.batchSize() - 1) / p.batchSize());
        Phase phase = Phase.composed(
                        "normalized difference",
                        BatchSource.pairs(forget, retain, p.batchSize(), run.random("pairs")),
                        p.epochs(),
                        p.learningRate())
                .withSchedule(new LinearSchedule(Math.max(1, forget.size() / p.batchSize())));
        switch (p.autolr()) {
            case GEN -> run.train(
                    phase.withOptimizer(p.settings(p.optimizer())), new NormalizedDifference(gen(run, retain, p), 0));
            case JUCSE -> run.train(
                    phase.withOptimizer(p.settings(BaseOptimizer.SGD))
                            .withAccumulation(batches, LossNormalization.MICROBATCH_MEAN),
                    new NormalizedDifference(new HalfRetainNorm(p.lazyFreq()), JUCSE_BATCH_NORM));
            case NONE -> run.train(
                    phase.withOptimizer(p.settings(p.optimizer())),
                    new NormalizedDifference((step, direction, gradient) -> step.rate(), 0));
        }
    }

    private static RateControl gen(Unlearning run, List<TokenizedExample> retain, Parameters p) {
        Random random = run.random("look ahead");
        return new GenRate(
                p.learningRate(),
                p.lazyFreq(),
                p.ratios(),
                p.smoothing(),
                p.scale(),
                () -> Batch.ofRetain(Stream.generate(() -> retain.get(random.nextInt(retain.size())))
                        .limit(p.batchSize())
                        .toList()));
    }
}
