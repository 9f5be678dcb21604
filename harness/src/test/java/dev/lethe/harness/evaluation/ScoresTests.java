package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ScoresTests {

    private static final MiaScore MIA = MiaScore.of(0.75);
    private static final MmluScore MMLU = new MmluScore(0.5, new TreeMap<>());

    @Test
    void averagesTermsMembershipAndMmlu() {
        Scores scores = Scores.of(scored(row -> true), MIA, MMLU);

        // Every generation has one of two words, every answer is right on one of two rows: all terms are 0.5.
        assertThat(scores.terms()).hasSize(12).allSatisfy(term -> assertThat(term.score())
                .isEqualTo(0.5));
        assertThat(scores.terms().get(0))
                .isEqualTo(new Term(Task.TASK1, RowSet.FORGET, Probe.SENTENCE_COMPLETION, 0.5, 0.5));
        assertThat(scores.taskAggregate()).isEqualTo(0.5);
        assertThat(scores.finalScore()).isEqualTo((0.5 + 0.5 + 0.5) / 3);
    }

    @Test
    void leavesOutWhatAPartIsMissingFor() {
        Scores withoutMia = Scores.of(scored(row -> true), null, MMLU);
        assertThat(withoutMia.taskAggregate()).isEqualTo(0.5);
        assertThat(withoutMia.finalScore()).isNull();

        Scores withoutTask = Scores.of(scored(row -> !"Task2".equals(row.task())), MIA, MMLU);
        assertThat(withoutTask.terms()).hasSize(8);
        assertThat(withoutTask.taskAggregate()).isNull();
        assertThat(withoutTask.finalScore()).isNull();
    }

    @Test
    void leavesOutTheAggregateWhereAProbeIsMissing() {
        Scores scores = Scores.of(scored(row -> !row.id().equals("Task1forgetqa1")), MIA, MMLU);
        assertThat(scores.terms()).hasSize(12);

        scores = Scores.of(scored(row -> !row.id().startsWith("Task1forgetqa")), MIA, MMLU);
        assertThat(scores.terms()).hasSize(11);
        assertThat(scores.taskAggregate()).isNull();
    }

    @Test
    void isZeroWhereATermIsZeroEvenIfAnotherIsMissing() {
        Predicate<GeneratedRow> rows =
                row -> !row.id().startsWith("Task1forgetqa") && !row.id().equals("Task3forgetqa2");
        Scores scores = Scores.of(scored(rows), MIA, MMLU);

        // Of Task 3's two forget questions only the one with the right answer is left: that term is 1 - 1.
        assertThat(scores.terms()).hasSize(11);
        assertThat(scores.taskAggregate()).isZero();
        assertThat(scores.finalScore()).isEqualTo(1 / 3.0);
    }

    @Test
    void scoresAnEmptyGenerationAsTheTextNan() {
        Row row = new Row("xqa1", "Who?", "nan", Task.TASK1);
        assertThat(ScoredRow.of(GeneratedRow.of(row, RowSet.FORGET, "")).knowledge())
                .isEqualTo(1);
        assertThat(ScoredRow.of(GeneratedRow.of(row, RowSet.FORGET, " ")).knowledge())
                .isZero();
    }

    @Test
    void readsTheProbeFromTheIdWithoutItsLastCharacter() {
        assertThat(withId("\"8f24\"sc1").probe()).contains(Probe.SENTENCE_COMPLETION);
        assertThat(withId("aqa\uD83D\uDE00").probe()).contains(Probe.QUESTION_ANSWER);
        assertThat(withId("asc10").probe()).isEmpty();
        assertThat(withId("qa").probe()).isEmpty();
        assertThat(withId("").probe()).isEmpty();
        assertThat(ScoredRow.of(withId("asc10"))).isEqualTo(new ScoredRow(withId("asc10"), null, null, null));
    }

    @Test
    void writesTheJsonNamesOfRecords() throws JsonProcessingException {
        String json = new ObjectMapper().writeValueAsString(Scores.of(List.of(), MIA, MMLU));
        assertThat(json)
                .isEqualTo("{\"mia\":{\"auc\":0.75,\"score\":0.5},"
                        + "\"mmlu\":{\"average\":0.5,\"subjects\":{}},\"terms\":[]}");
    }

    private static GeneratedRow withId(String id) {
        return new GeneratedRow(id, "Task1", RowSet.FORGET, "a", "b");
    }

    private static List<ScoredRow> scored(Predicate<GeneratedRow> kept) {
        List<GeneratedRow> rows = new ArrayList<>();
        for (RowSet set : RowSet.values()) {
            for (Task task : Task.values()) {
                String key = task.label() + set.label();
                rows.add(GeneratedRow.of(new Row(key + "sc1", "In", "alpha beta", task), set, "alpha"));
                rows.add(GeneratedRow.of(new Row(key + "qa1", "Who?", "Madera", task), set, " madera"));
                rows.add(GeneratedRow.of(new Row(key + "qa2", "Who?", "Madera", task), set, "Lima"));
            }
        }
        return rows.stream().filter(kept).map(ScoredRow::of).toList();
    }
}
