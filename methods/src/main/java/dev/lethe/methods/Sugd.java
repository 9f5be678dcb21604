package dev.lethe.methods;

import static dev.lethe.methods.Checks.atLeast;
import static dev.lethe.methods.Checks.check;
import static dev.lethe.methods.Checks.notNegative;
import static dev.lethe.methods.Checks.positive;

import ai.djl.ndarray.NDArray;
import dev.lethe.data.UserException;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.spi.Unlearning;
import dev.lethe.harness.spi.UnlearningMethod;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sequential unlearning with gradient difference: the forget set chunk by chunk, each chunk mixed with retain rows
 * drawn cyclically. Loss of a batch of B rows: {@code L = (1/B) * sum_b f_b * m_b}, where m_b is the mean NLL of the
 * row's answer tokens (SEQ_MEAN) and f_b is -1 on forget rows and {@code retainFactor} on retain rows. The optimizer
 * minimizes it. Each chunk starts a new optimizer and a new schedule; the weights carry over.
 *
 * <p>Source: AILS-NTUA, winner of SemEval-2025 Task 4, arXiv 2503.02443; iraklis07/llm-unlearning
 * {@code methods/sequential.py}. Differs from the source: a forget set smaller than a chunk is one chunk (the source
 * crashes); the batch is one process's and a multiple of {@code 1 + retainPerForget}, which equals the source's eight
 * processes with a row each; weights that are trained are kept in float32.
 */
public final class Sugd implements UnlearningMethod<Sugd.Parameters> {

    /**
     * @param chunkSize forget rows a chunk (C)
     * @param retainPerForget retain rows for each forget row
     * @param retainFactor weight of a retain row against a forget row's 1
     * @param epochs passes over each chunk
     * @param learningRate of AdamW, linear to 0 over each chunk
     * @param batchSize rows a step, a multiple of {@code 1 + retainPerForget}
     * @param appendEos whether the end of text is part of each answer
     */
    public record Parameters(
            int chunkSize,
            int retainPerForget,
            double retainFactor,
            int epochs,
            double learningRate,
            int batchSize,
            boolean appendEos) {
        public Parameters {
            atLeast(1, "chunkSize", chunkSize);
            atLeast(0, "retainPerForget", retainPerForget);
            notNegative("retainFactor", retainFactor);
            atLeast(1, "epochs", epochs);
            positive("learningRate", learningRate);
            check(
                    batchSize > 0 && batchSize % (1 + retainPerForget) == 0,
                    "batchSize",
                    batchSize,
                    "a multiple of 1 + retainPerForget = " + (1 + retainPerForget));
        }
    }

    /** A forget row and the retain rows that follow it. */
    record Group<T>(T forget, List<T> retain) {}

    @Override
    public String id() {
        return "sugd";
    }

    @Override
    public String summary() {
        return "sequential unlearning with gradient difference, chunk by chunk";
    }

    @Override
    public String source() {
        return "AILS-NTUA 2025, arXiv 2503.02443; iraklis07/llm-unlearning";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.RETAIN_SET);
    }

    @Override
    public Optional<PlannedTraining> planned(Parameters p, int forgetRows, int retainRows) {
        return Optional.of(
                new PlannedTraining((long) forgetRows * (1 + p.retainPerForget()) * p.epochs(), p.batchSize()));
    }

    @Override
    public void unlearn(Unlearning run, Parameters p) {
        EosPolicy eos = p.appendEos() ? EosPolicy.APPEND : EosPolicy.OMIT;
        List<List<Group<TokenizedExample>>> chunks =
                layout(run.forget(eos), run.retain(eos), p.chunkSize(), p.retainPerForget());
        int groupsPerBatch = p.batchSize() / (1 + p.retainPerForget());
        for (int i = 0; i < chunks.size(); i++) {
            List<Batch> batches = BatchSource.cut(chunks.get(i), groupsPerBatch).stream()
                    .map(Sugd::batch)
                    .toList();
            run.train(Phase.of(
                    "chunk " + (i + 1) + "/" + chunks.size(),
                    BatchSource.inOrder(batches),
                    p.epochs(),
                    p.learningRate(),
                    batch -> loss(batch, p.retainFactor())));
        }
    }

    /** The chunks in file order; the cursor through the retain rows persists across them and wraps around. */
    static <T> List<List<Group<T>>> layout(List<T> forget, List<T> retain, int chunkSize, int retainPerForget) {
        if (retain.isEmpty() && retainPerForget > 0 && !forget.isEmpty()) {
            throw UserException.data(
                    "the retain set is empty; sugd with retainPerForget = " + retainPerForget + " needs retain rows");
        }
        var chunks = new ArrayList<List<Group<T>>>();
        int cursor = 0;
        for (List<T> rows : BatchSource.cut(forget, chunkSize)) {
            var groups = new ArrayList<Group<T>>();
            for (T row : rows) {
                var drawn = new ArrayList<T>();
                for (int j = 0; j < retainPerForget; j++) {
                    drawn.add(retain.get(cursor));
                    cursor = (cursor + 1) % retain.size();
                }
                groups.add(new Group<>(row, drawn));
            }
            chunks.add(groups);
        }
        return chunks;
    }

    private static Batch batch(List<Group<TokenizedExample>> groups) {
        return new Batch(
                groups.stream().map(Group::forget).toList(),
                groups.stream().flatMap(group -> group.retain().stream()).toList());
    }

    private static NDArray loss(TrainingBatch batch, double retainFactor) {
        NDArray sum = batch.forget().nll().sequenceMean().sum().neg();
        if (batch.hasRetain()) {
            sum = sum.add(batch.retain().nll().sequenceMean().sum().mul(retainFactor));
        }
        return sum.div(batch.size());
    }
}
