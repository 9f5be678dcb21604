package dev.lethe.harness.probe;

import dev.lethe.data.Row;
import dev.lethe.data.UnlearningDataset;
import dev.lethe.harness.config.ModelSize;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.model.AdapterTargets;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.record.ParameterValues;
import dev.lethe.harness.record.ProbeResult;
import dev.lethe.harness.token.EosPolicy;
import dev.lethe.harness.token.ExampleEncoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import dev.lethe.harness.training.BatchSource;
import dev.lethe.harness.training.Phase;
import dev.lethe.harness.training.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;

/**
 * Trains for a few steps on a quarter of the forget documents, then asks for the others. What comes back was hidden, not
 * forgotten: the documents asked for are none of those trained on.
 *
 * <p>The loss is the mean negative log-likelihood of the outputs' tokens; AdamW without decay, linear to 0. A LoRA adapter
 * is trained in place of the weights, which stay as they are, and is thrown away.
 *
 * <p>Values: regurgitation and knowledge in [0, 1] of the forget documents that were not trained on, before and after.
 * More is worse. Documents of a kind resemble each other, so that a model that never saw them gains a little, too: what
 * {@code gold} gains is the measure.
 *
 * <p>Source: Hu et al., "Jogging the Memory of Unlearned LLMs Through Targeted Relearning Attacks", arXiv 2406.13356;
 * relearning also is among the methods of Lynch et al., arXiv 2402.16835. Differs from both: data, a fixed and small number
 * of steps, and no search over learning rates.
 *
 * @param steps optimizer steps
 * @param batchSize rows a step
 * @param learningRate of the first step
 * @param rank of the adapter; its alpha is twice that
 */
record Relearning(int steps, int batchSize, double learningRate, int rank) implements DurabilityProbe {

    /** Of so many documents, the first is trained on. A guess. */
    private static final int ONE_OF = 4;

    /** Guesses: a usual adapter, and rates that let one learn in few steps. */
    static Relearning of(int steps, ModelSize size) {
        return new Relearning(
                steps,
                4,
                switch (size) {
                    case TINY -> 1e-3;
                    case ONE_BILLION, SEVEN_BILLION -> 1e-4;
                },
                8);
    }

    @Override
    public SortedMap<String, Object> parameters() {
        return ParameterValues.of(this);
    }

    @Override
    public List<ProbeResult.Value> look(ProbedModel model) {
        Split split = Split.of(model.rows().forget());
        List<TokenizedExample> taught = encoded(split.taught(), model);
        if (taught.isEmpty() || split.asked().isEmpty()) {
            return List.of();
        }
        Decoder decoder = model.decoder();
        var adapter = new LoraConfig(rank, 2.0 * rank, AdapterTargets.usual(decoder.config()), false);
        try (var trained =
                new TrainedModel(decoder, new Trainable.Lora(adapter), model.seed(), model.checkpointing())) {
            new Trainer(trained, model.progress().training(model.name()), model.cancelled())
                    .train(Phase.of(
                            "relearning",
                            BatchSource.inOrder(batches(taught, new Random(model.seed()))),
                            1,
                            learningRate,
                            batch -> batch.forget().nll().tokenMean()));
            var inference = new OfficialInference(decoder, trained::network, model.tokenizer(), model.cancelled());
            var asked = new ArrayList<ScoredRow>();
            trained.withoutGraph(
                    () -> asked.addAll(model.ask(new UnlearningDataset(split.asked(), List.of()), inference)));
            return Comparison.of(model.evaluated(), asked);
        }
    }

    private static List<TokenizedExample> encoded(List<Row> rows, ProbedModel model) {
        return new ExampleEncoder(
                        model.tokenizer(),
                        EosPolicy.APPEND,
                        model.decoder().config().endOfText())
                .encode(rows)
                .examples();
    }

    /** As many batches as there are steps: passes over the rows, each in a new order. */
    List<Batch> batches(List<TokenizedExample> rows, Random random) {
        BatchSource passes = BatchSource.shuffled(rows, batchSize, random, Batch::ofForget);
        var batches = new ArrayList<Batch>();
        for (int pass = 0; batches.size() < steps; pass++) {
            batches.addAll(passes.epoch(pass));
        }
        return batches.subList(0, steps);
    }

    @Override
    public String obstacle() {
        return "Relearning needs two forget documents: one to train on, another to ask for.";
    }

    /**
     * Rows of different documents.
     *
     * @param taught the rows of each fourth document, from the first on
     * @param asked the rows of the others
     */
    record Split(List<Row> taught, List<Row> asked) {

        static Split of(List<Row> rows) {
            var documents = new ArrayList<>(
                    new LinkedHashSet<>(rows.stream().map(Split::document).toList()));
            var taught = new ArrayList<Row>();
            var asked = new ArrayList<Row>();
            for (Row row : rows) {
                (documents.indexOf(document(row)) % ONE_OF == 0 ? taught : asked).add(row);
            }
            return new Split(taught, asked);
        }

        private static String document(Row row) {
            return row.task().label() + " " + row.documentKey();
        }
    }
}
