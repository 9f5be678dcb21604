package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.fraction;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.data.UserException;
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
import dev.lethe.harness.training.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Alternating gradient ascent-descent: ascent on a chunk of the forget set ({@code L = -TOK_MEAN(F chunk)}), then
 * "annealing", descent on a random part of the retain set ({@code L = TOK_MEAN(R subset)}). The optimizer minimizes
 * both. After every {@code 1 / interleavingFactor} full chunks comes an annealing phase, none after a remainder chunk;
 * at the end, if {@code finalAnnealing}, one over the whole retain set. Each phase has its own optimizer and schedule.
 *
 * <p>Source: AILS-NTUA, SemEval-2025 Task 4, arXiv 2503.02443; iraklis07/llm-unlearning. Differs from the source: a
 * forget set smaller than a chunk is one chunk (the source crashes), and each annealing phase draws a fresh subset, as
 * the description says; {@code fixedSubset} gives the source's behavior, whose re-seeding repeats the first one.
 */
@MethodSpec(
        id = "agad",
        summary = "alternating gradient ascent on forget chunks and descent on retain rows",
        source = "AILS-NTUA 2025, arXiv 2503.02443; iraklis07/llm-unlearning",
        needs = Capability.RETAIN_SET)
public final class Agad implements UnlearningMethod<Agad.Parameters> {

    public record Parameters(
            @Meaning("forget rows a chunk (C)") int chunkSize,
            @Meaning("annealing phases per full chunk, in [0, 1]; 0 = none between chunks") double interleavingFactor,
            @Meaning("share of the retain set in each such phase, in [0, 1]") double annealingFraction,
            @Meaning("whether the whole retain set is annealed at the end") boolean finalAnnealing,
            @Meaning("learning rate of ascent") double forgettingRate,
            @Meaning("passes over each chunk") int forgettingEpochs,
            @Meaning("learning rate of descent") double annealingRate,
            @Meaning("passes over each annealing subset") int annealingEpochs,
            @Meaning("rows a step, in both kinds of phase") int batchSize,
            @Meaning("parity: every annealing phase sees the same subset") boolean fixedSubset,
            @Meaning("whether the end of text is part of each answer") boolean appendEos) {
        public Parameters {
            atLeast(1, "chunkSize", chunkSize);
            fraction("interleavingFactor", interleavingFactor);
            fraction("annealingFraction", annealingFraction);
            positive("forgettingRate", forgettingRate);
            atLeast(1, "forgettingEpochs", forgettingEpochs);
            positive("annealingRate", annealingRate);
            atLeast(1, "annealingEpochs", annealingEpochs);
            atLeast(1, "batchSize", batchSize);
        }
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        PlannedTraining planned = PlannedTraining.of(0, 0, 1);
        int fullChunks = 0;
        for (int from = 0; from < forgetRows; from += p.chunkSize()) {
            int rows = Math.min(p.chunkSize(), forgetRows - from);
            planned = planned.then(PlannedTraining.ofEpochs(p.forgettingEpochs(), rows, p.batchSize(), 1));
            fullChunks += rows == p.chunkSize() ? 1 : 0;
            if (annealingIsDue(rows == p.chunkSize(), fullChunks, p.interleavingFactor())) {
                fullChunks = 0;
                planned = planned.then(plannedAnnealing(p, (int) (p.annealingFraction() * retainRows)));
            }
        }
        return Optional.of(p.finalAnnealing() ? planned.then(plannedAnnealing(p, retainRows)) : planned);
    }

    private static PlannedTraining plannedAnnealing(Parameters p, int rows) {
        return PlannedTraining.ofEpochs(p.annealingEpochs(), rows, p.batchSize(), 1);
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        EosPolicy eos = p.appendEos() ? EosPolicy.APPEND : EosPolicy.OMIT;
        List<TokenizedExample> retain = run.retain(eos);
        boolean anneals = p.interleavingFactor() > 0 || p.finalAnnealing();
        List<List<TokenizedExample>> chunks = BatchSource.cut(run.forget(eos), p.chunkSize());
        if (retain.isEmpty() && !chunks.isEmpty() && anneals) {
            throw UserException.data(
                    "the retain set is empty; agad needs retain rows unless interleavingFactor is 0 and "
                            + "finalAnnealing false");
        }
        Random shuffle = run.random("shuffle");
        Random subsets = run.random("annealing subset");
        List<TokenizedExample> fixed = subset(retain, p.annealingFraction(), subsets);
        int fullChunks = 0;
        for (int i = 0; i < chunks.size(); i++) {
            List<TokenizedExample> chunk = chunks.get(i);
            run.train(Phase.of(
                    "forgetting " + (i + 1) + "/" + chunks.size(),
                    BatchSource.shuffled(chunk, p.batchSize(), shuffle, Batch::ofForget),
                    p.forgettingEpochs(),
                    p.forgettingRate(),
                    batch -> batch.forget().nll().tokenMean().neg()));
            fullChunks += chunk.size() == p.chunkSize() ? 1 : 0;
            if (annealingIsDue(chunk.size() == p.chunkSize(), fullChunks, p.interleavingFactor())) {
                fullChunks = 0;
                List<TokenizedExample> rows = p.fixedSubset() ? fixed : subset(retain, p.annealingFraction(), subsets);
                run.train(annealing("annealing after " + (i + 1) + "/" + chunks.size(), rows, shuffle, p));
            }
        }
        if (p.finalAnnealing()) {
            run.train(annealing("final annealing", retain, shuffle, p));
        }
    }

    /** Whether an annealing phase follows, after {@code fullChunks} full chunks since the last one. */
    static boolean annealingIsDue(boolean fullChunk, int fullChunks, double interleavingFactor) {
        return fullChunk && interleavingFactor > 0 && fullChunks >= 1 / interleavingFactor;
    }

    private static Phase annealing(String name, List<TokenizedExample> rows, Random shuffle, Parameters p) {
        return Phase.of(
                name,
                BatchSource.shuffled(rows, p.batchSize(), shuffle, Batch::ofRetain),
                p.annealingEpochs(),
                p.annealingRate(),
                batch -> batch.retain().nll().tokenMean());
    }

    private static <T> List<T> subset(List<T> rows, double fraction, Random random) {
        if (fraction == 1) {
            return rows;
        }
        var shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, (int) (fraction * rows.size()));
    }
}
