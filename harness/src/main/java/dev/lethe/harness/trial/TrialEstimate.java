package dev.lethe.harness.trial;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.Row;
import dev.lethe.data.UserException;
import dev.lethe.harness.estimate.AvailableMemory;
import dev.lethe.harness.estimate.BatchMemory;
import dev.lethe.harness.estimate.ComputeRates;
import dev.lethe.harness.estimate.MemoryNeed;
import dev.lethe.harness.estimate.PlannedWork;
import dev.lethe.harness.estimate.ResourceEstimate;
import dev.lethe.harness.estimate.Workload;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.record.Estimate;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.MatmulPeak;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a trial is going to take: from its rows, its method's values and the speed at which this machine multiplies
 * matrices. Retraining of the embedded target, as {@code gold} does it, is not in it.
 *
 * @param resources memory and time
 * @param steps micro-batches of training
 */
record TrialEstimate(ResourceEstimate resources, long steps) {

    static TrialEstimate of(TrialSetup setup, Tokenizer tokenizer) {
        BenchmarkData data = setup.target().data().selected();
        List<Row> rows = Stream.of(data.rows().forget(), data.rows().retain())
                .flatMap(List::stream)
                .toList();
        IntSummaryStatistics texts = lengths(tokenizer, rows.stream().map(row -> row.input() + " " + row.output()));
        IntSummaryStatistics prompts = lengths(tokenizer, rows.stream().map(Row::input));
        IntSummaryStatistics scored = lengths(tokenizer, scoredTexts(data));
        Optional<PlannedTraining> planned = setup.method()
                .planned(data.rows().forget().size(), data.rows().retain().size());
        int rowsAtOnce = planned.map(PlannedTraining::rowsAtOnce).orElse(0);
        long steps = planned.map(PlannedTraining::microSteps).orElse(0L);

        DecoderConfig config = setup.target().model().config();
        int newTokens = OfficialInference.MAX_NEW_TOKENS;
        var training = new Workload(
                config,
                setup.precision(),
                setup.trainable(),
                setup.checkpointing(),
                rowsAtOnce,
                texts.getMax(),
                0,
                prompts.getMax(),
                newTokens);
        int generated = Generator.rowsAtOnce(
                config,
                setup.precision().compute(),
                prompts.getMax() + newTokens,
                besideWeights(setup.compute(), training));
        Workload workload = training.withGeneration(Math.min(generated, rows.size()));
        var work = new PlannedWork(
                steps,
                Math.max(1, rowsAtOnce),
                mean(texts),
                scored.getCount(),
                mean(scored),
                rows.size(),
                mean(prompts),
                // A model that recites what it knows says as much as is expected.
                Math.min(newTokens, Math.max(1, mean(texts) - mean(prompts))));
        double peak =
                MatmulPeak.known(setup.compute(), setup.precision().compute()).flopsPerSecond();
        var rates = ComputeRates.assumed(peak, setup.precision().compute());
        return new TrialEstimate(ResourceEstimate.of(workload, work, rates), steps);
    }

    /** What a batch of generation may take once the model is there. */
    private static BatchMemory besideWeights(Compute compute, Workload workload) {
        long held = MemoryNeed.of(workload).held();
        return AvailableMemory.on(compute)
                .map(available -> BatchMemory.of(compute, available.bytes() - held))
                .orElseGet(() -> BatchMemory.on(compute));
    }

    /** Rows once more, for their likelihood; documents of the membership attack; questions. */
    private static Stream<String> scoredTexts(BenchmarkData data) {
        Stream<String> rows = Stream.of(data.rows().forget(), data.rows().retain())
                .flatMap(List::stream)
                .map(row -> row.input() + row.output());
        Stream<String> documents = data.membership() == null
                ? Stream.of()
                : Stream.of(data.membership().members(), data.membership().nonmembers())
                        .flatMap(List::stream)
                        .map(document -> document.text());
        Stream<String> questions = data.multipleChoice() == null
                ? Stream.of()
                : data.multipleChoice().test().stream()
                        .map(question -> MultipleChoiceForm.LM_EVAL_ZERO_SHOT.prompt(
                                question, data.multipleChoice().dev()));
        return Stream.of(rows, documents, questions).flatMap(texts -> texts);
    }

    private static IntSummaryStatistics lengths(Tokenizer tokenizer, Stream<String> texts) {
        return texts.mapToInt(text -> Math.max(1, tokenizer.encodeWithSpecialTokens(text).length))
                .summaryStatistics();
    }

    private static int mean(IntSummaryStatistics lengths) {
        return (int) Math.ceil(lengths.getAverage());
    }

    /** Fails where this trial needs more memory than there is. */
    void requireMemory(Compute compute, String method) {
        // What this process holds already is not free any more.
        long need = resources.memory().peak() - resources.memory().runtime();
        AvailableMemory.on(compute)
                .flatMap(memory -> resources.check(need, memory.bytes(), memory.source()))
                .ifPresent(problem -> {
                    throw new UserException(UserException.Kind.ENVIRONMENT, problem.replace("METHOD", method));
                });
    }

    /** For the record. */
    Estimate recorded() {
        return new Estimate(resources.memory().peak(), resources.seconds(), steps);
    }

    /** For the log: {@code about 0.6 GB (...) and 45 s, 120 steps}. */
    String summary() {
        return resources.summary() + (steps == 0 ? "" : ", " + steps + " steps");
    }
}
