package dev.lethe.harness.trial;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.Row;
import dev.lethe.data.UserException;
import dev.lethe.harness.estimate.AvailableMemory;
import dev.lethe.harness.estimate.BatchMemory;
import dev.lethe.harness.estimate.ComputeRates;
import dev.lethe.harness.estimate.HeldBeside;
import dev.lethe.harness.estimate.MemoryNeed;
import dev.lethe.harness.estimate.PlannedWork;
import dev.lethe.harness.estimate.ResourceEstimate;
import dev.lethe.harness.estimate.TrainingWork;
import dev.lethe.harness.estimate.Workload;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.record.Estimate;
import dev.lethe.harness.spi.Capability;
import dev.lethe.harness.spi.PlannedTraining;
import dev.lethe.harness.target.Retraining;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.MatmulPeak;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a trial is going to take: from its rows, its method's needs and values and the speed at which this machine
 * multiplies matrices. Texts that a method lets the model make are not in it.
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
        Planned planned = planned(setup, data, texts);
        PlannedTraining training = planned.training();
        int rowsAtOnce = training.microBatches() == 0 ? 0 : training.rowsAtOnce();

        DecoderConfig config = setup.target().model().config();
        int newTokens = OfficialInference.MAX_NEW_TOKENS;
        var withoutGeneration = new Workload(
                config,
                setup.precision(),
                planned.trainable(),
                setup.checkpointing(),
                new Workload.Trained(rowsAtOnce, planned.longest()),
                new Workload.Generated(0, 0, 0),
                beside(setup, training));
        int generated = Generator.rowsAtOnce(
                config,
                setup.precision().compute(),
                prompts.getMax() + newTokens,
                besideWeights(setup.compute(), withoutGeneration));
        Workload workload = withoutGeneration.withGenerated(
                new Workload.Generated(Math.min(generated, rows.size()), prompts.getMax(), newTokens));
        var work = new PlannedWork(
                new TrainingWork(
                        training.rowPasses(),
                        planned.meanLength(),
                        referenceRows(setup, training),
                        training.importanceRows(),
                        sharesMemory(setup) ? 1 : setup.computes().size()),
                scored.getCount(),
                mean(scored),
                rows.size(),
                mean(prompts),
                // A model that recites what it knows says as much as is expected.
                Math.min(newTokens, Math.max(1, mean(texts) - mean(prompts))));
        double peak =
                MatmulPeak.known(setup.compute(), setup.precision().compute()).flopsPerSecond();
        var rates = ComputeRates.assumed(peak, setup.precision().compute());
        return new TrialEstimate(ResourceEstimate.of(workload, work, rates), training.microBatches());
    }

    /**
     * What is trained, and on what.
     *
     * @param longest tokens of the longest row
     * @param meanLength mean tokens of a row
     */
    private record Planned(PlannedTraining training, Trainable trainable, int longest, int meanLength) {}

    private static Planned planned(TrialSetup setup, BenchmarkData data, IntSummaryStatistics texts) {
        TargetModel target = setup.target().model();
        if (setup.method().needs().contains(Capability.TARGET_RECIPE) && target.embedded() != null) {
            Retraining anew = target.embedded()
                    .retraining(
                            target.folder(),
                            data.rows().retain(),
                            setup.target().data().known());
            return new Planned(
                    PlannedTraining.of(anew.batches(), anew.rowPasses(), anew.rowsAtOnce()),
                    new Trainable.Full(),
                    anew.longest(),
                    anew.meanLength());
        }
        PlannedTraining training = setup.method()
                .planned(data.rows().forget().size(), data.rows().retain().size())
                .orElse(PlannedTraining.of(0, 0, 1));
        return new Planned(training, setup.trainable(), texts.getMax(), mean(texts));
    }

    private static HeldBeside beside(TrialSetup setup, PlannedTraining training) {
        return new HeldBeside(
                needsReference(setup),
                training.trainedCopies(),
                training.importanceRows() > 0,
                sharesMemory(setup) ? setup.computes().size() : 1);
    }

    /** Objectives compare the rows of one set with the reference. */
    private static long referenceRows(TrialSetup setup, PlannedTraining training) {
        if (!needsReference(setup)) {
            return 0;
        }
        return training.rowPasses() / (setup.method().needs().contains(Capability.RETAIN_SET) ? 2 : 1);
    }

    private static boolean needsReference(TrialSetup setup) {
        return setup.method().needs().contains(Capability.REFERENCE);
    }

    /** Replicas on the CPU share its memory and its cores; others have a device each. */
    private static boolean sharesMemory(TrialSetup setup) {
        return !setup.compute().device().isGpu();
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
