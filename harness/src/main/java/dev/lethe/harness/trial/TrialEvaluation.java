package dev.lethe.harness.trial;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.Document;
import dev.lethe.data.MembershipSet;
import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.MultipleChoiceSet;
import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.AnsweredQuestion;
import dev.lethe.harness.evaluation.DocumentLoss;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.MembershipFormula;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.generation.DocumentScorer;
import dev.lethe.harness.generation.MultipleChoiceInference;
import dev.lethe.harness.generation.OfficialInference;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.record.GenerationRow;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.MembershipRow;
import dev.lethe.harness.record.MmluRow;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Evaluates one model on the data of a trial; every finished row is on disk before the next batch. */
final class TrialEvaluation {

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final BenchmarkData data;
    private final MultipleChoiceForm form;
    private final Path folder;
    private final Progress progress;
    private final BooleanSupplier cancelled;

    TrialEvaluation(
            Decoder decoder,
            Tokenizer tokenizer,
            BenchmarkData data,
            MultipleChoiceForm form,
            Path folder,
            Progress progress,
            BooleanSupplier cancelled) {
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        this.data = data;
        this.form = form;
        this.folder = folder;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /** Generates and scores the rows of a task; rows found in the folder are not generated again. */
    List<ScoredRow> generate(Task task, String what) {
        JsonlFile<GenerationRow> file = JsonlFile.generations(folder);
        Map<String, GenerationRow> finished = file.read().stream()
                .collect(Collectors.toMap(TrialEvaluation::key, Function.identity(), (first, second) -> first));
        var scored = new ArrayList<ScoredRow>();
        for (RowSet set : RowSet.values()) {
            List<Row> rows = data.rows().rows(set).stream()
                    .filter(row -> row.task() == task)
                    .toList();
            List<Row> missing = rows.stream()
                    .filter(row -> !finished.containsKey(key(set, row.id())))
                    .toList();
            for (GenerationRow row : infer(missing, set, file, what + " " + set.label())) {
                finished.put(key(row), row);
            }
            rows.forEach(row -> scored.add(ScoredRow.of(
                    GeneratedRow.of(row, set, finished.get(key(set, row.id())).output()))));
        }
        return scored;
    }

    private List<GenerationRow> infer(List<Row> rows, RowSet set, JsonlFile<GenerationRow> file, String what) {
        if (rows.isEmpty()) {
            return List.of();
        }
        var inferred = new ArrayList<GenerationRow>();
        progress.begin(what, rows.size());
        decoder.compute().run(() -> new OfficialInference(decoder, tokenizer, cancelled).infer(rows, batch -> {
            List<GenerationRow> lines = batch.stream()
                    .map(row -> GenerationRow.of(row.row(), set, row.output(), scores(row, set), row.nll()))
                    .toList();
            file.append(lines);
            inferred.addAll(lines);
            progress.advance(inferred.size(), "");
        }));
        progress.end();
        return inferred;
    }

    private static Map<String, Double> scores(OfficialInference.Inferred row, RowSet set) {
        ScoredRow scored = ScoredRow.of(GeneratedRow.of(row.row(), set, row.output()));
        Probe probe = row.row().probe();
        return switch (probe) {
            case SENTENCE_COMPLETION -> Map.of(probe.score(), scored.regurgitation(), "rouge1", scored.rouge1());
            case QUESTION_ANSWER -> Map.of(probe.score(), scored.knowledge());
        };
    }

    /** Scores the membership documents; empty without any. */
    Optional<MiaScore> membership() {
        JsonlFile<MembershipRow> file = JsonlFile.membership(folder);
        file.delete();
        MembershipSet documents = data.membership();
        if (documents == null) {
            return Optional.empty();
        }
        var losses = new ArrayList<>(losses(documents.members(), true));
        losses.addAll(losses(documents.nonmembers(), false));
        file.append(losses.stream().map(MembershipRow::of).toList());
        return MembershipFormula.LOSS.score(losses);
    }

    private List<DocumentLoss> losses(List<Document> documents, boolean member) {
        return decoder.compute().call(() -> new DocumentScorer(decoder, tokenizer, cancelled).score(documents, member));
    }

    /** Asks the multiple-choice questions; empty without any. */
    Optional<MmluScore> multipleChoice() {
        JsonlFile<MmluRow> file = JsonlFile.mmlu(folder);
        file.delete();
        MultipleChoiceSet questions = data.multipleChoice();
        if (questions == null) {
            return Optional.empty();
        }
        List<MultipleChoiceQuestion> test = questions.test();
        double[][] values = decoder.compute().call(() -> new MultipleChoiceInference(decoder, tokenizer, cancelled)
                .values(
                        form,
                        test.stream()
                                .map(question -> form.prompt(question, questions.dev()))
                                .toList()));
        var lines = new ArrayList<MmluRow>();
        var answers = new ArrayList<AnsweredQuestion>();
        for (int i = 0; i < values.length; i++) {
            MultipleChoiceQuestion question = test.get(i);
            lines.add(MmluRow.of(question, form, values[i]));
            answers.add(new AnsweredQuestion(question.subject(), question.answer(), form.choice(values[i])));
        }
        file.append(lines);
        return form.score(answers);
    }

    private static String key(GenerationRow row) {
        return key(row.set(), row.id());
    }

    private static String key(RowSet set, String id) {
        return set.label() + " " + id;
    }
}
