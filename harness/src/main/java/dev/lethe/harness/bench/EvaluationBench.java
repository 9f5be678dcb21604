package dev.lethe.harness.bench;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.MultipleChoiceSet;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.BatchAgreement;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.generation.BatchCheck;
import dev.lethe.harness.generation.DecodeDifferences;
import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.generation.MultipleChoiceInference;
import dev.lethe.harness.generation.SequenceScorer;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.SyntheticDecoder;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.record.AtomicFolder;
import dev.lethe.harness.record.GenerationRow;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.token.BpeTrainer;
import dev.lethe.harness.token.BpeVocabulary;
import dev.lethe.harness.token.OfficialEncoding;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Evaluates models of noise on real rows and questions, in the organisers' order of work (one row after the other) and in
 * Lethe's (batches, shared prefixes), with the same kernels. The tokenizer is trained on these texts.
 *
 * @param rows to continue and score, at most
 * @param newTokens of each row, at most
 * @param questions to ask in each form, at most
 */
public record EvaluationBench(int rows, int newTokens, int questions) {

    private static final long SEED = 42;

    /** Rows that are computed before anything is measured. */
    private static final int WARM_UP = 2;

    private static final List<MultipleChoiceForm> FORMS =
            List.of(MultipleChoiceForm.LM_EVAL_ZERO_SHOT, MultipleChoiceForm.LM_EVAL_FIVE_SHOT);

    /** A row with its set. */
    private record Asked(Row row, RowSet set) {}

    /** Measures models in their order, on the first of the data's questions and on rows from all over them. */
    public EvaluationReport run(Compute compute, List<BenchModel> models, Precision precision, BenchmarkData data) {
        List<Asked> asked = spread(Stream.of(RowSet.values())
                .flatMap(set -> data.rows().rows(set).stream().map(row -> new Asked(row, set)))
                .toList());
        MultipleChoiceSet known = data.multipleChoice();
        MultipleChoiceSet set = known == null ? new MultipleChoiceSet(List.of(), List.of()) : known;
        List<MultipleChoiceQuestion> test = set.test().stream().limit(questions).toList();
        Path folder = temporary();
        try {
            var results = new ArrayList<EvaluationReport.ModelResult>();
            for (BenchModel model : models) {
                Path place = folder.resolve(model.name());
                vocabulary(model, asked, set).write(Files.createDirectory(place));
                try (Tokenizer tokenizer = Tokenizer.load(place)) {
                    results.add(compute.call(
                            () -> measure(compute, model, precision, tokenizer, asked, test, set.dev(), place)));
                }
            }
            var environment = BenchReport.Environment.here(compute, precision, false);
            return new EvaluationReport(
                    BenchReport.SCHEMA_VERSION, environment, precision.label(), asked.size(), newTokens, results);
        } catch (IOException e) {
            throw UserException.environment("cannot write below " + folder + ": " + e, e);
        } finally {
            AtomicFolder.discard(folder);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("lethe-bench");
        } catch (IOException e) {
            throw UserException.environment("cannot create a temporary folder: " + e, e);
        }
    }

    private List<Asked> spread(List<Asked> all) {
        int count = Math.min(rows, all.size());
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    private static BpeVocabulary vocabulary(BenchModel model, List<Asked> asked, MultipleChoiceSet questions) {
        Stream<String> rows = asked.stream().map(one -> one.row().text());
        Stream<String> prompts = questions.dev().stream()
                .map(question -> MultipleChoiceForm.LM_EVAL_ZERO_SHOT.prompt(question, List.of()) + " A B C D");
        return new BpeTrainer(model.config().vocabSize(), List.of(BpeVocabulary.PADDING, BpeVocabulary.END_OF_TEXT))
                .train(Stream.concat(rows, prompts).toList());
    }

    private EvaluationReport.ModelResult measure(
            Compute compute,
            BenchModel model,
            Precision precision,
            Tokenizer tokenizer,
            List<Asked> asked,
            List<MultipleChoiceQuestion> test,
            List<MultipleChoiceQuestion> dev,
            Path folder) {
        var nothing = new Trainable.Nothing();
        try (Decoder decoder = SyntheticDecoder.create(compute, model.config(), precision, nothing, SEED)) {
            var measured = new ArrayList<EvaluationReport.Questions>();
            for (MultipleChoiceForm form : FORMS) {
                if (!test.isEmpty()) {
                    measured.add(questions(decoder, tokenizer, form, test, dev));
                }
            }
            return new EvaluationReport.ModelResult(
                    model.name(),
                    model.parameters(),
                    generation(decoder, tokenizer, asked, JsonlFile.generations(folder)),
                    measured);
        }
    }

    private EvaluationReport.Generation generation(
            Decoder decoder, Tokenizer tokenizer, List<Asked> asked, JsonlFile<GenerationRow> file) {
        var encoding = new OfficialEncoding(tokenizer);
        List<int[]> prompts =
                asked.stream().map(one -> encoding.prompt(one.row())).toList();
        List<TokenizedExample> outputs =
                asked.stream().map(one -> encoding.nll(one.row())).toList();
        var generator = new Generator(decoder, () -> false);
        var scorer = new SequenceScorer(decoder, () -> false);
        List<Integer> ends = ends(generator.continuations(prompts, newTokens, List.of()));
        generator.continuations(prompts.subList(0, Math.min(WARM_UP, prompts.size())), newTokens, ends);

        var together = new int[prompts.size()][];
        var nlls = new double[prompts.size()];
        var writing = new long[1];
        long start = System.nanoTime();
        generator.generate(prompts, newTokens, ends, (indices, continuations) -> {
            double[] of =
                    scorer.meanTokenNlls(indices.stream().map(outputs::get).toList());
            var lines = new ArrayList<GenerationRow>();
            for (int i = 0; i < of.length; i++) {
                int row = indices.get(i);
                together[row] = continuations.get(i);
                nlls[row] = of[i];
                String text = tokenizer.decode(together[row]);
                lines.add(GenerationRow.of(asked.get(row).row(), asked.get(row).set(), text, Map.of(), nlls[row]));
            }
            long before = System.nanoTime();
            file.append(lines);
            writing[0] += System.nanoTime() - before;
        });
        double batchedSeconds = seconds(start);

        var alone = new ArrayList<int[]>();
        double largest = 0;
        start = System.nanoTime();
        for (int row = 0; row < prompts.size(); row++) {
            alone.addAll(generator.continuations(List.of(prompts.get(row)), newTokens, ends));
            double nll = scorer.meanTokenNlls(List.of(outputs.get(row)))[0];
            largest = Math.max(largest, BatchCheck.difference(nll, nlls[row]));
        }
        double officialSeconds = seconds(start);
        double[] gaps = DecodeDifferences.gaps(decoder, prompts, List.of(together), alone);
        return new EvaluationReport.Generation(
                prompts.size(),
                officialSeconds,
                batchedSeconds,
                officialSeconds / batchedSeconds,
                BatchAgreement.of(
                        prompts.size(),
                        gaps,
                        largest,
                        DecodeDifferences.near(decoder.computeType()),
                        BatchCheck.nllTolerance(decoder.computeType())),
                (int) Arrays.stream(together).filter(ids -> endsIn(ids, ends)).count(),
                Arrays.stream(together).mapToInt(ids -> ids.length).average().orElse(0),
                writing[0] / 1e9 / batchedSeconds);
    }

    private static boolean endsIn(int[] ids, List<Integer> ends) {
        return ids.length > 0 && ends.contains(ids[ids.length - 1]);
    }

    /**
     * The token that stands for the end of text: noise says that one by chance only, so rows end at the one that comes
     * up in as near to half of them as any does.
     */
    static List<Integer> ends(List<int[]> continuations) {
        double half = continuations.size() / 2.0;
        return continuations.stream()
                .flatMapToInt(Arrays::stream)
                .distinct()
                .boxed()
                .min((a, b) -> Double.compare(
                        Math.abs(rowsWith(a, continuations) - half), Math.abs(rowsWith(b, continuations) - half)))
                .map(List::of)
                .orElse(List.of());
    }

    private static long rowsWith(int token, List<int[]> continuations) {
        return continuations.stream()
                .filter(ids -> Arrays.stream(ids).anyMatch(id -> id == token))
                .count();
    }

    private EvaluationReport.Questions questions(
            Decoder decoder,
            Tokenizer tokenizer,
            MultipleChoiceForm form,
            List<MultipleChoiceQuestion> test,
            List<MultipleChoiceQuestion> dev) {
        var inference = new MultipleChoiceInference(decoder, tokenizer, () -> false);
        var scorer = new SequenceScorer(decoder, () -> false);
        List<String> prompts =
                test.stream().map(question -> form.prompt(question, dev)).toList();
        // Nothing but the last token is scored: a pass of the prompt, and one row of logits.
        List<TokenizedExample> passes = prompts.stream()
                .map(tokenizer::encodeWithSpecialTokens)
                .map(ids -> new TokenizedExample("prompt", Arrays.copyOf(ids, ids.length + 1), ids.length))
                .toList();
        inference.values(form, prompts.subList(0, Math.min(WARM_UP, prompts.size())));

        long start = System.nanoTime();
        passes.forEach(pass -> scorer.negativeLogLikelihoods(List.of(pass)));
        double pass = seconds(start) / passes.size();
        start = System.nanoTime();
        double[][] whole = inference.values(form, prompts);
        double unshared = seconds(start) / passes.size();
        var shared = new double[whole.length][];
        start = System.nanoTime();
        inference.values(form, test, dev, 0, (indices, values) -> {
            for (int i = 0; i < values.size(); i++) {
                shared[indices.get(i)] = values.get(i);
            }
        });
        double question = seconds(start) / passes.size();
        int equal = 0;
        double largest = 0;
        for (int i = 0; i < whole.length; i++) {
            equal += form.choice(whole[i]) == form.choice(shared[i]) ? 1 : 0;
            for (int option = 0; option < whole[i].length; option++) {
                largest = Math.max(largest, Math.abs(whole[i][option] - shared[i][option]));
            }
        }
        return new EvaluationReport.Questions(
                form.id(),
                passes.size(),
                passes.stream().mapToInt(row -> row.length() - 1).average().orElse(0),
                1e3 * pass,
                1e3 * question,
                question / pass,
                unshared / pass,
                equal,
                largest);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
