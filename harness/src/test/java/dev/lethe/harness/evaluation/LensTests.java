package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LensTests {

    /** Forget completions are reproduced in full and run on; forget answers are given in a sentence. */
    private static ResultRows result(double mmlu) {
        var rows = new ArrayList<GeneratedRow>();
        for (Task task : Task.values()) {
            for (RowSet set : RowSet.values()) {
                rows.add(GeneratedRow.of(task + "sc1", task, set, "one two", "one two six ten"));
                rows.add(
                        GeneratedRow.of(task + "qa0", task, set, "Ada", set == RowSet.FORGET ? "ADA, I think" : "ada"));
            }
        }
        List<DocumentLoss> documents = List.of(
                new DocumentLoss("m", true, 2, -4.0, -2.0, 100, 3.0),
                new DocumentLoss("m2", true, 4, -8.0, -1.0, 400, 3.0),
                new DocumentLoss("n", false, 3, -6.0, -1.5, 100, 4.0),
                new DocumentLoss("n2", false, 5, -9.0, -2.5, 400, 4.5));
        return new ResultRows(rows, documents, List.of(), mmlu);
    }

    private static LensScore through(Lens lens) {
        return lens.score(result(0.5), 0.371);
    }

    @Test
    void officialIsTheOfficialScoreButForTheFloor() {
        LensScore above = through(Lens.OFFICIAL);
        LensScore below = Lens.OFFICIAL.score(result(0.3), 0.371);

        assertThat(above.finalScore()).isEqualTo(result(0.5).official().aggregate());
        assertThat(below.finalScore()).isNull();
        assertThat(below.reason()).contains("0.3", "0.371");
        assertThat(Lens.NO_THRESHOLD.score(result(0.3), 0.371).finalScore())
                .isEqualTo(result(0.3).official().aggregate());
    }

    @Test
    void accuracyThatIsTheFloorButForRoundingKeepsIt() {
        assertThat(0.75 * 0.4).isGreaterThan(0.3);
        assertThat(Lens.OFFICIAL.score(result(0.3), 0.75 * 0.4).finalScore()).isNotNull();
    }

    @Test
    void f1CountsSurplusTextAgainstReproduction() {
        assertThat(through(Lens.OFFICIAL).forget().regurgitation()).isEqualTo(1);
        // Recall 1, precision 2/4: F = 2/3.
        assertThat(through(Lens.ROUGE_L_F1).forget().regurgitation()).isEqualTo(2.0 / 3);
        assertThat(through(Lens.ROUGE_L_F1).forget().knowledge()).isZero();
    }

    @Test
    void looserMatchesFindTheAnswerInASentence() {
        assertThat(through(Lens.OFFICIAL).forget().knowledge()).isZero();
        assertThat(through(Lens.PREFIX_MATCH).forget().knowledge()).isEqualTo(1);
        assertThat(through(Lens.CONTAINS_MATCH).forget().knowledge()).isEqualTo(1);
        assertThat(through(Lens.CONTAINS_MATCH).forget().regurgitation()).isEqualTo(1);
    }

    @Test
    void geometricAggregateSurvivesATermOfZero() {
        // Terms: forget completions 0, forget answers 1, retain 1 and 1: a quarter of the twelve is 0.
        double expected = Math.exp((3 * Math.log(0.01) + 9 * Math.log(1.01)) / 12) - 0.01;

        assertThat(through(Lens.OFFICIAL).taskAggregate()).isZero();
        assertThat(through(Lens.GEOMETRIC).taskAggregate()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void membershipFormulasRankDocumentsByTheirOwnNumbers() {
        // Pairs (m,n), (m,n2), (m2,n), (m2,n2): the loss wins 3 of 4.
        assertThat(through(Lens.OFFICIAL).mia()).isEqualTo(0.5);
        assertThat(through(Lens.MIA_INVERSE).mia()).isEqualTo(0.25);
        // Min-K: -4 and -8 against -6 and -9, larger is more likely a member: 3 of 4.
        assertThat(through(Lens.MIA_MIN_K).mia()).isEqualTo(0.5);
        // Min-K++: -2 and -1 against -1.5 and -2.5: 3 of 4.
        assertThat(through(Lens.MIA_MIN_K_PLUS_PLUS).mia()).isEqualTo(0.5);
        // NLL / bytes: 0.02 and 0.01 against 0.03 and 0.0125: m beats n, m2 beats both.
        assertThat(through(Lens.MIA_ZLIB).mia()).isEqualTo(0.5);
        // NLL - reference: -1 and 1 against -1 and 0.5: m ties n and beats n2, m2 beats none: 1.5 of 4.
        assertThat(through(Lens.MIA_REFERENCE).mia()).isEqualTo(0.75);
    }

    @Test
    void aNumberThatIsMissingForOneDocumentLeavesTheLensWithoutScore() {
        ResultRows losses =
                result(0.5).withDocuments(List.of(DocumentLoss.of("m", true, 1), DocumentLoss.of("n", false, 2)));

        LensScore score = Lens.MIA_ZLIB.score(losses, 0);

        assertThat(score.mia()).isNull();
        assertThat(score.finalScore()).isNull();
        assertThat(score.reason()).contains("miaZlib");
        assertThat(Lens.OFFICIAL.score(losses, 0).mia()).isZero();
    }

    @Test
    void fewerTasksHaveNoAggregateAsInARecord() {
        ResultRows whole = result(0.5);
        ResultRows two = new ResultRows(
                whole.rows().stream().filter(row -> !"Task2".equals(row.task())).toList(),
                whole.documents(),
                List.of(),
                0.5);

        LensScore score = Lens.NO_THRESHOLD.score(two, 0);

        assertThat(score.taskAggregate()).isNull();
        assertThat(score.finalScore()).isNull();
        assertThat(score.reason()).contains("no aggregate");
    }
}
