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
import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.BatchAgreement;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.MembershipFormula;
import dev.lethe.harness.evaluation.MiaScore;
import dev.lethe.harness.evaluation.MmluScore;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.evaluation.ScoredRow;
import dev.lethe.harness.generation.BatchCheck;
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
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            for (GenerationRow row : infer(rows, set, finished.keySet(), file, what + " " + set.label())) {
                finished.put(key(row), row);
            }
            rows.forEach(row -> scored.add(ScoredRow.of(
                    GeneratedRow.of(row, set, finished.get(key(set, row.id())).output()))));
        }
        return scored;
    }

    /** What is not finished of rows; finished ones are the first in the order in which they are inferred. */
    private List<GenerationRow> infer(
            List<Row> rows, RowSet set, Set<String> finished, JsonlFile<GenerationRow> file, String what) {
        int known = (int) rows.stream()
                .filter(row -> finished.contains(key(set, row.id())))
                .count();
        if (known == rows.size()) {
            return List.of();
        }
        var inferred = new ArrayList<GenerationRow>();
        progress.begin(what, rows.size() - known);
        decoder.compute().run(() -> new OfficialInference(decoder, tokenizer, cancelled).infer(rows, known, batch -> {
            List<GenerationRow> lines = batch.stream()
                    .filter(row -> !finished.contains(key(set, row.row().id())))
                    .map(row -> GenerationRow.of(row.row(), set, row.output(), scores(row, set), row.nll()))
                    .toList();
            file.append(lines);
            inferred.addAll(lines);
            progress.advance(inferred.size(), "");
        }));
        progress.end();
        if (inferred.size() < rows.size() - known) {
            throw UserException.data(
                    file.path() + " lacks rows in its middle. Delete the file to have it computed" + " again.");
        }
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

    /** Scores the membership documents, those found in the folder aside; empty without any. */
    Optional<MiaScore> membership() {
        MembershipSet documents = data.membership();
        if (documents == null) {
            return Optional.empty();
        }
        JsonlFile<MembershipRow> file = JsonlFile.membership(folder);
        List<MembershipRow> finished = file.read();
        score(documents.members(), true, finished, file);
        score(documents.nonmembers(), false, finished, file);
        return MembershipFormula.LOSS.score(
                file.read().stream().map(MembershipRow::document).toList());
    }

    private void score(
            List<Document> documents, boolean member, List<MembershipRow> finished, JsonlFile<MembershipRow> file) {
        int known =
                (int) finished.stream().filter(row -> row.member() == member).count();
        decoder.compute().run(() -> new DocumentScorer(decoder, tokenizer, cancelled)
                .score(
                        documents,
                        member,
                        known,
                        losses -> file.append(
                                losses.stream().map(MembershipRow::of).toList())));
    }

    /** Asks the multiple-choice questions, those found in the folder aside; empty without any. */
    Optional<MmluScore> multipleChoice() {
        MultipleChoiceSet questions = data.multipleChoice();
        if (questions == null) {
            return Optional.empty();
        }
        JsonlFile<MmluRow> file = JsonlFile.mmlu(folder);
        List<MultipleChoiceQuestion> test = questions.test();
        int known = file.read().size();
        decoder.compute().run(() -> new MultipleChoiceInference(decoder, tokenizer, cancelled)
                .values(form, test, questions.dev(), known, (indices, values) -> {
                    var lines = new ArrayList<MmluRow>();
                    for (int i = 0; i < values.size(); i++) {
                        lines.add(MmluRow.of(test.get(indices.get(i)), form, values.get(i)));
                    }
                    file.append(lines);
                }));
        return form.score(file.read().stream().map(MmluRow::answered).toList());
    }

    /** Whether what is said of rows depends on the rows beside them; empty without any. */
    Optional<BatchAgreement> batchAgreement() {
        List<Row> rows = Stream.of(RowSet.values())
                .flatMap(set -> data.rows().rows(set).stream())
                .toList();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        decoder.compute().call(() -> new BatchCheck(decoder, cancelled).compare(rows, tokenizer)));
    }

    private static String key(GenerationRow row) {
        return key(row.set(), row.id());
    }

    private static String key(RowSet set, String id) {
        return set.label() + " " + id;
    }
}
