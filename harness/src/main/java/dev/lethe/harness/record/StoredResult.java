package dev.lethe.harness.record;

import dev.lethe.data.RowSet;
import dev.lethe.data.UserException;
import dev.lethe.harness.evaluation.DocumentLoss;
import dev.lethe.harness.evaluation.GeneratedRow;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.evaluation.ResultRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Reads back what a trial stored row by row, so that it can be scored again without a model. Writes nothing. */
public final class StoredResult {

    private StoredResult() {}

    /** Whether the folder has a {@code generations.jsonl}. */
    public static boolean recognizes(Path folder) {
        return JsonlFile.generations(folder).exists();
    }

    /** Whether the folder has a {@code membership.jsonl}. */
    public static boolean hasDocuments(Path folder) {
        return JsonlFile.membership(folder).exists();
    }

    /** Everything in a trial's folder; a loss that is not there is not a number, and gives no membership score. */
    public static ResultRows read(Path folder) {
        return withQuestions(
                new ResultRows(rows(folder), losses(folder), List.of(), null),
                JsonlFile.mmlu(folder).path());
    }

    /** The documents of {@code membership.jsonl}; a loss that is not there is not a number. */
    static List<DocumentLoss> losses(Path folder) {
        return JsonlFile.membership(folder).look().stream()
                .map(MembershipRow::document)
                .toList();
    }

    /** The rows of {@code generations.jsonl}. */
    public static List<GeneratedRow> rows(Path folder) {
        return JsonlFile.generations(folder).look().stream()
                .map(GenerationRow::generated)
                .toList();
    }

    /** The mean NLL of the expected tokens of each stored row of a set that has one, in nats. */
    public static double[] nlls(Path folder, RowSet set) {
        return JsonlFile.generations(folder).look().stream()
                .filter(row -> row.set() == set)
                .map(GenerationRow::nll)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /**
     * The documents of {@code membership.jsonl}, none where it is not there.
     *
     * @throws UserException naming the line of a document without a finite loss
     */
    public static List<DocumentLoss> documents(Path folder) {
        JsonlFile<MembershipRow> file = JsonlFile.membership(folder);
        List<MembershipRow> rows = file.look();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).nll() == null) {
                throw UserException.data(file.path() + ":" + (i + 1) + ": document \""
                        + rows.get(i).id() + "\" has no nll; expected a finite number. Leave the membership files out,"
                        + " or score a model whose losses are finite.");
            }
        }
        return rows.stream().map(MembershipRow::document).toList();
    }

    /** The same result with the questions of a file like {@code mmlu.jsonl}, none where it is not there. */
    public static ResultRows withQuestions(ResultRows result, Path file) {
        List<MmluRow> rows = JsonlFile.mmluFile(file).look();
        return result.withQuestions(rows.stream().map(MmluRow::answered).toList(), form(rows, file));
    }

    /** The one form in which all questions were asked. */
    private static MultipleChoiceForm form(List<MmluRow> rows, Path file) {
        List<MultipleChoiceForm> forms =
                rows.stream().map(row -> form(row, file)).distinct().toList();
        if (forms.size() > 1) {
            throw UserException.data(file + ": its questions were asked in different forms ("
                    + String.join(
                            ", ", forms.stream().map(MultipleChoiceForm::id).toList())
                    + "); one accuracy needs one form.");
        }
        return forms.isEmpty() ? MultipleChoiceForm.LM_EVAL_ZERO_SHOT : forms.get(0);
    }

    private static MultipleChoiceForm form(MmluRow row, Path file) {
        return row.form() == null
                ? MultipleChoiceForm.LM_EVAL_ZERO_SHOT
                : MultipleChoiceForm.find(row.form())
                        .orElseThrow(() -> UserException.data(file + ": form \"" + row.form()
                                + "\" is unknown; expected " + String.join(", ", MultipleChoiceForm.ids())));
    }
}
