package dev.lethe.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntervalsTests {

    private static final String KNOWLEDGE = "Task1.retain.knowledge";
    private static final int EXPERIMENTS = 300;
    private static final int DRAWS = 200;

    /** Documents of five questions each, all answered alike: a right answer with a probability of 0.6. */
    private static ResultRows dependentAnswers(Random random, int documents) {
        List<GeneratedRow> rows = new ArrayList<>();
        for (int d = 0; d < documents; d++) {
            String answer = random.nextDouble() < 0.6 ? "Ada" : "Eve";
            for (int q = 0; q < 5; q++) {
                rows.add(GeneratedRow.of(d + "qa" + q, Task.TASK1, RowSet.RETAIN, "Ada", answer));
            }
        }
        return new ResultRows(rows, List.of(), List.of(), null);
    }

    /** Each row under a document of its own, as if rows did not depend on each other. */
    private static ResultRows asIfIndependent(ResultRows result) {
        List<GeneratedRow> rows = new ArrayList<>();
        for (GeneratedRow row : result.rows()) {
            rows.add(new GeneratedRow(rows.size() + "qa0", row.task(), row.set(), row.expected(), row.generated()));
        }
        return new ResultRows(rows, List.of(), List.of(), null);
    }

    @Test
    void intervalsOfDocumentsHoldTheTruthAsOftenAsTheySayAndThoseOfRowsDoNot() {
        Random random = new Random(1);
        int covered = 0;
        int coveredByRows = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            ResultRows result = dependentAnswers(random, 60);
            covered += Intervals.of(result, i, DRAWS).get(KNOWLEDGE).contains(0.6) ? 1 : 0;
            coveredByRows += Intervals.of(asIfIndependent(result), i, DRAWS)
                            .get(KNOWLEDGE)
                            .contains(0.6)
                    ? 1
                    : 0;
        }

        // 95 % promised; percentiles of 60 documents give a little less.
        assertThat((double) covered / EXPERIMENTS).isBetween(0.90, 0.985);
        // An interval too narrow by the root of 5 covers 62 %.
        assertThat((double) coveredByRows / EXPERIMENTS).isBetween(0.50, 0.74);
    }

    @Test
    void intervalsOfTheAucHoldTheTruthAsOftenAsTheySay() {
        // Two normal distributions one standard deviation apart: AUC = Phi(1 / sqrt(2)).
        double truth = 0.760250;
        Random random = new Random(2);
        int covered = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            List<DocumentLoss> documents = new ArrayList<>();
            for (int d = 0; d < 50; d++) {
                documents.add(DocumentLoss.of("m" + d, true, 10 + random.nextGaussian()));
                documents.add(DocumentLoss.of("n" + d, false, 11 + random.nextGaussian()));
            }
            ResultRows result = new ResultRows(List.of(), documents, List.of(), null);
            covered += Intervals.of(result, i, DRAWS).get("mia.auc").contains(truth) ? 1 : 0;
        }

        assertThat((double) covered / EXPERIMENTS).isBetween(0.90, 0.985);
    }

    @Test
    void valuesAreTheOfficialScores() {
        ResultRows result = whole(new Random(3), 0.5, 0);
        Map<String, Interval> intervals = Intervals.of(result, 42);
        OfficialScore official = result.official();

        assertThat(intervals).hasSize(5 + 12 + 6);
        assertThat(intervals.get("final").value()).isCloseTo(official.aggregate(), within(1e-12));
        assertThat(intervals.get("taskAggregate").value()).isCloseTo(official.taskAggregate(), within(1e-12));
        assertThat(intervals.get("mia.auc").value()).isEqualTo(official.miaAuc());
        assertThat(intervals.get("mmlu.average").value()).isEqualTo(official.mmluAverage());
        assertThat(intervals.get("Task2.forget.regurgitation").value())
                .isCloseTo(official.forget().tasks().get("Task2").regurgitation(), within(1e-12));
        OfficialSetScore.TaskScore task2 = official.forget().tasks().get("Task2");
        assertThat(intervals.get("Task2.forget").value())
                .isCloseTo((task2.regurgitation() + task2.knowledge()) / 2, within(1e-12));
        assertThat(intervals.values()).allSatisfy(interval -> {
            assertThat(interval.contains(interval.value())).isTrue();
            assertThat(interval.low()).isBetween(0.0, 1.0);
        });
    }

    @Test
    void averageWithoutItsQuestionsHasNoIntervalAndNeitherHasTheFinalScore() {
        ResultRows average = whole(new Random(3), 0.5, 0).withMmlu(0.5);

        for (Map<String, Interval> intervals :
                List.of(Intervals.of(average, 42, DRAWS), Intervals.differences(average, average, 42, DRAWS))) {
            assertThat(intervals)
                    .hasSize(3 + 12 + 6)
                    .containsKeys("taskAggregate", "mia.score")
                    .doesNotContainKeys("mmlu.average", "final");
        }
    }

    @Test
    void accuracyOverSubjectsIsDrawnOverSubjects() {
        List<AnsweredQuestion> questions = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            questions.add(new AnsweredQuestion(i < 30 ? "anatomy" : "astronomy", 0, i < 30 ? 0 : i % 2));
        }
        ResultRows result =
                new ResultRows(List.of(), List.of(), List.of(), null).withQuestions(questions, MultipleChoiceForm.AILS);

        Interval interval = Intervals.of(result, 42).get("mmlu.average");

        assertThat(interval.value()).isEqualTo(0.75).isEqualTo(result.mmluAverage());
        assertThat(interval.low()).isBetween(0.55, 0.65);
    }

    @Test
    void theSameSeedGivesTheSameIntervals() {
        ResultRows result = whole(new Random(4), 0.5, 0);

        assertThat(Intervals.of(result, 7)).isEqualTo(Intervals.of(result, 7)).isNotEqualTo(Intervals.of(result, 8));
    }

    @Test
    void memberMovesWithItsRows() {
        // Of two documents, A is forgotten in rows and loss, B in neither: both measures move together, exactly.
        List<GeneratedRow> rows = List.of(
                GeneratedRow.of("Aqa0", Task.TASK3, RowSet.FORGET, "x", "y"),
                GeneratedRow.of("Bqa0", Task.TASK3, RowSet.FORGET, "x", "x"));
        List<DocumentLoss> documents =
                List.of(DocumentLoss.of("A", true, 9), DocumentLoss.of("B", true, 1), DocumentLoss.of("n", false, 5));
        ResampledScores scores = ResampledScores.of(new ResultRows(rows, documents, List.of(), null));
        SplittableRandom random = new SplittableRandom(5);
        int auc = scores.names().indexOf("mia.auc");
        int knowledge = scores.names().indexOf("Task3.forget.knowledge");

        for (int i = 0; i < 20; i++) {
            double[] drawn = scores.scores(scores.drawn(random));
            assertThat(drawn[auc]).isEqualTo(drawn[knowledge]);
        }
    }

    @Test
    void pairedDifferencesAreNarrowerThanThoseDrawnApart() {
        ResultRows weaker = whole(new Random(6), 0.5, 0);
        ResultRows stronger = whole(new Random(6), 0.5, 0.1);

        Interval difference = Intervals.differences(stronger, weaker, 42).get(KNOWLEDGE);

        // The stronger knows all that the weaker knows, and more.
        assertThat(difference.value()).isPositive();
        assertThat(difference.low()).isPositive();
        Interval alone = Intervals.of(stronger, 42).get(KNOWLEDGE);
        // Drawn apart, the difference of two would be wider by the root of 2.
        assertThat(difference.high() - difference.low()).isLessThan(alone.high() - alone.low());
        assertThat(Intervals.differences(weaker, weaker, 42))
                .allSatisfy((name, interval) -> assertThat(interval).isEqualTo(new Interval(0, 0, 0)));
    }

    @Test
    void resultsOfOtherRowsAreNotPaired() {
        ResultRows some = dependentAnswers(new Random(7), 3);
        ResultRows more = dependentAnswers(new Random(7), 4);

        assertThatThrownBy(() -> Intervals.differences(some, more, 42))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same rows");
    }

    @Test
    void repeatedTrialsHaveMeanAndRange() {
        RepeatedTrials trials = RepeatedTrials.of(0.25, 0.5, 0.375);

        assertThat(trials).isEqualTo(new RepeatedTrials(3, 0.375, 0.25, 0.5));
        assertThat(trials.range()).isEqualTo(0.25);
        assertThatThrownBy(() -> RepeatedTrials.of(0.5, Double.NaN)).hasMessageContaining("NaN");
    }

    /** All tasks and sets; a row is right with a probability, or, drawn alike, with that and {@code more}. */
    static ResultRows whole(Random random, double right, double more) {
        List<GeneratedRow> rows = new ArrayList<>();
        for (Task task : Task.values()) {
            for (RowSet set : RowSet.values()) {
                double chance = set == RowSet.RETAIN ? right + more : 1 - right;
                for (int d = 0; d < 40; d++) {
                    String key = task + set.label() + d;
                    rows.add(GeneratedRow.of(
                            key + "sc1", task, set, "one two", random.nextDouble() < chance ? "one two" : "six"));
                    rows.add(GeneratedRow.of(
                            key + "qa0", task, set, "Ada", random.nextDouble() < chance ? "Ada" : "Eve"));
                }
            }
        }
        List<DocumentLoss> documents = new ArrayList<>();
        List<AnsweredQuestion> questions = new ArrayList<>();
        for (int d = 0; d < 40; d++) {
            documents.add(DocumentLoss.of("m" + d, true, random.nextGaussian()));
            documents.add(DocumentLoss.of("n" + d, false, random.nextGaussian()));
            questions.add(new AnsweredQuestion("anatomy", d % 4, random.nextDouble() < 0.5 ? d % 4 : (d + 1) % 4));
        }
        return new ResultRows(
                rows,
                documents,
                questions,
                MmluScore.bySize(questions).orElseThrow().average());
    }
}
