package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.check;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.Meaning;
import dev.lethe.harness.spi.MethodSpec;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchPart;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sequential unlearning with gradient difference: the forget set chunk by chunk, each chunk mixed with retain rows
 * drawn cyclically. Loss of a batch of B rows: {@code L = (1/B) * sum_b f_b * m_b}, where m_b is the mean NLL of the
 * row's answer tokens (SEQ_MEAN) and f_b is -1 on forget rows and {@code retainFactor} on retain rows; with
 * {@code retainLoss=kl} m_b of a retain row is the mean of KL(reference || model). The optimizer minimizes it. Each chunk
 * starts a new optimizer and a new schedule; the weights carry over. With {@code sequential=false} everything is one
 * chunk, {@code floor(|R| / |F|) * retainPerForget} retain rows follow each forget row, and what is left of R comes last.
 * With {@code splitRetain=false} every chunk of c forget rows has the whole of R, in a new random order:
 * {@code floor(|R| / c)} rows follow each forget row, and what is left comes last.
 *
 * <p>Source: AILS-NTUA, winner of SemEval-2025 Task 4, arXiv 2503.02443; iraklis07/llm-unlearning
 * {@code methods/sequential.py}. Differs from the source: a forget set smaller than a chunk is one chunk (the source
 * crashes); the orders of R come from one advancing stream (the source's trainers re-seed it, so that from the second chunk
 * on they repeat); the batch is one process's and a multiple of {@code 1 + retainPerForget}, which equals the source's eight
 * processes with a row each; weights that are trained are kept in float32; the KL loss, which the source names and never
 * computes, is.
 */
@MethodSpec(
        id = "sugd",
        summary = "sequential unlearning with gradient difference, chunk by chunk",
        source = "AILS-NTUA 2025, arXiv 2503.02443; iraklis07/llm-unlearning",
        needs = {Capability.RETAIN_SET, Capability.REFERENCE})
public final class Sugd implements UnlearningMethod<Sugd.Parameters> {

    public record Parameters(
            @Meaning("forget rows a chunk (C)") int chunkSize,
            @Meaning("retain rows for each forget row, where splitRetain is true or sequential false")
                    int retainPerForget,
            @Meaning("weight of a retain row against a forget row's 1") double retainFactor,
            @Meaning("passes over each chunk") int epochs,
            @Meaning("of AdamW, linear to 0 over each chunk") double learningRate,
            @Meaning("rows a step, where splitRetain is true a multiple of 1 + retainPerForget") int batchSize,
            @Meaning("whether the end of text is part of each answer") boolean appendEos,
            @Meaning("whether the forget set is cut into chunks") boolean sequential,
            @Meaning("whether chunks share out the retain set; otherwise each has all of it, where sequential is true")
                    boolean splitRetain,
            @Meaning("what is kept low on retain rows: nll or kl") RetainLoss retainLoss) {
        public Parameters {
            atLeast(1, "chunkSize", chunkSize);
            atLeast(0, "retainPerForget", retainPerForget);
            notNegative("retainFactor", retainFactor);
            atLeast(1, "epochs", epochs);
            positive("learningRate", learningRate);
            check(
                    splitRetain || sequential,
                    "splitRetain",
                    splitRetain,
                    "true where sequential is false: all of the retain set is in its one chunk already");
            check(
                    batchSize > 0 && (!splitRetain || batchSize % (1 + retainPerForget) == 0),
                    "batchSize",
                    batchSize,
                    splitRetain ? "a multiple of 1 + retainPerForget = " + (1 + retainPerForget) : "at least 1");
        }
    }

    /** What is kept low on retain rows. */
    public enum RetainLoss {
        /** Their negative log-likelihood. */
        NLL {
            @Override
            PerToken of(BatchPart retain) {
                return retain.nll();
            }
        },
        /** The divergence from the reference at their answer tokens. */
        KL {
            @Override
            PerToken of(BatchPart retain) {
                return retain.klToReference(Positions.LABELS);
            }
        };

        abstract PerToken of(BatchPart retain);
    }

    @Override
    public Set<Capability> needs(Parameters p) {
        return p.retainLoss() == RetainLoss.KL ? needs() : Set.of(Capability.RETAIN_SET);
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        if (forgetRows == 0) {
            return Optional.of(PlannedTraining.of(0, 0, 1));
        }
        int chunk = p.sequential() ? p.chunkSize() : forgetRows;
        int rest = forgetRows % chunk;
        PlannedTraining planned = PlannedTraining.of(0, 0, 1);
        for (int i = 0; i < forgetRows / chunk; i++) {
            planned = planned.then(plannedChunk(p, chunk, retainRows));
        }
        return Optional.of(rest == 0 ? planned : planned.then(plannedChunk(p, rest, retainRows)));
    }

    private static PlannedTraining plannedChunk(Parameters p, int forgetRows, int retainRows) {
        int retained = SugdLayout.retained(p, forgetRows, retainRows);
        return PlannedTraining.ofEpochs(p.epochs(), forgetRows + retained, p.batchSize(), 1);
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        EosPolicy eos = p.appendEos() ? EosPolicy.APPEND : EosPolicy.OMIT;
        List<List<SugdLayout.Row>> chunks =
                SugdLayout.of(run.forget(eos), run.retain(eos), p, () -> run.random("retain order"));
        for (int i = 0; i < chunks.size(); i++) {
            List<Batch> batches = BatchSource.cut(chunks.get(i), p.batchSize()).stream()
                    .map(SugdLayout::batch)
                    .toList();
            run.train(Phase.of(
                    "chunk " + (i + 1) + "/" + chunks.size(),
                    BatchSource.inOrder(batches),
                    p.epochs(),
                    p.learningRate(),
                    objective(p)));
        }
    }

    static Objective objective(Parameters p) {
        return batch -> {
            Stream<Value> ascent = batch.hasForget()
                    ? Stream.of(batch.forget().nll().sequenceMean().sum().neg())
                    : Stream.of();
            Stream<Value> descent = batch.hasRetain()
                    ? Stream.of(p.retainLoss()
                            .of(batch.retain())
                            .sequenceMean()
                            .sum()
                            .mul(p.retainFactor()))
                    : Stream.of();
            return Stream.concat(ascent, descent)
                    .reduce(Value::add)
                    .orElseThrow()
                    .div(batch.size());
        };
    }
}
