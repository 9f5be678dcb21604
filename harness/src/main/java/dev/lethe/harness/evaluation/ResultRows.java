package dev.lethe.harness.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the scores of one model are computed from, its texts as the official script sees them.
 *
 * @param rows the generated rows of both sets
 * @param documents the documents of the membership attack; none where it was not made
 * @param questions the multiple-choice questions; none where only their average is known, or not even that
 * @param mmluAverage the headline accuracy of the questions, in [0, 1]; null where none were asked
 * @param perSubject whether that is the mean over subjects rather than over questions
 */
public record ResultRows(
        List<GeneratedRow> rows,
        List<DocumentLoss> documents,
        List<AnsweredQuestion> questions,
        @Nullable Double mmluAverage,
        boolean perSubject) {

    public ResultRows {
        rows = List.copyOf(rows);
        documents = List.copyOf(documents);
        questions = List.copyOf(questions);
    }

    /** A result whose questions count alike, whatever their subject. */
    public ResultRows(
            List<GeneratedRow> rows,
            List<DocumentLoss> documents,
            List<AnsweredQuestion> questions,
            @Nullable Double mmluAverage) {
        this(rows, documents, questions, mmluAverage, false);
    }

    /** The same with other documents. */
    public ResultRows withDocuments(List<DocumentLoss> others) {
        return new ResultRows(rows, others, questions, mmluAverage, perSubject);
    }

    /** The same beside the finite losses that a reference model gives the documents, found by id and kind. */
    public ResultRows withReference(List<DocumentLoss> reference) {
        Map<List<Object>, Double> nlls = new HashMap<>();
        for (DocumentLoss document : reference) {
            if (Double.isFinite(document.nll())) {
                nlls.put(List.of(document.id(), document.member()), document.nll());
            }
        }
        return withDocuments(documents.stream()
                .map(document -> document.withReference(nlls.get(List.of(document.id(), document.member()))))
                .toList());
    }

    /** The same with the questions of a form; without any there is no accuracy. */
    public ResultRows withQuestions(List<AnsweredQuestion> others, MultipleChoiceForm form) {
        Double average = form.score(others).map(MmluScore::average).orElse(null);
        return new ResultRows(rows, documents, others, average, form == MultipleChoiceForm.AILS);
    }

    /** The same with an accuracy that is known without its questions. */
    public ResultRows withMmlu(double average) {
        return new ResultRows(rows, documents, List.of(), average);
    }

    /** The result of the official script; without an AUC where members, nonmembers or a finite loss are missing. */
    public OfficialScore official() {
        Double auc = MembershipInference.score(losses(true), losses(false))
                .map(MiaScore::auc)
                .orElse(null);
        return OfficialScore.compute(rows.stream().map(ScoredRow::of).toList(), auc, mmluAverage);
    }

    private double[] losses(boolean member) {
        return documents.stream()
                .filter(document -> document.member() == member)
                .mapToDouble(DocumentLoss::nll)
                .toArray();
    }
}
