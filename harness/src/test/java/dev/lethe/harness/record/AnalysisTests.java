package dev.lethe.harness.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.evaluation.LensScore;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.evaluation.Scores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Membership calibrated by the model before unlearning, from what trials stored. */
final class AnalysisTests {

    @TempDir
    private Path runs;

    /** Losses of two members and two nonmembers. */
    private Path put(RunRecord record, Double... losses) {
        Path folder = runs.resolve(record.name().replace(' ', '-'));
        RecordJson.write(folder.resolve(RecordJson.FILE), record);
        for (int i = 0; i < losses.length; i++) {
            JsonlFile.membership(folder).append(List.of(new MembershipRow("d" + i, i < 2, losses[i])));
        }
        return folder;
    }

    private static RunRecord none(String name, String weights, String data) {
        Provenance provenance = new Provenance(weights, data, "c", "1", "0.1.0", "JDK", "OS", "CPU", "cpu", "fp32");
        return RunRecord.running(name, "k", "tiny", Baseline.METHOD, 42, Map.of(), provenance)
                .completed(Samples.scores(), false, Timings.NONE, Memory.NONE, Samples.NOON, null);
    }

    private Analysis analysis(RunRecord trial) {
        return Analysis.of(put(trial, 3.0, 5.0, 4.0, 6.0), trial);
    }

    private static LensScore reference(Analysis analysis) {
        return analysis.lenses().get("miaReference");
    }

    @Test
    void lossBeforeUnlearningIsTakenOffEachDocument() {
        put(none("before", "w1", "d1"), 0.5, 0.25, 3.5, 5.75);
        put(none("other-weights", "w2", "d1"), 9.0, 9.0, 0.0, 0.0);
        put(none("other-data", "w1", "d2"), 9.0, 9.0, 0.0, 0.0);

        Analysis analysis = analysis(Samples.completed());

        assertThat(analysis.reference()).isEqualTo("before");
        // Rise: members 2.5 and 4.75, nonmembers 0.5 and 0.25. No member has the lower one: AUC 0, score 0.
        assertThat(reference(analysis).mia()).isZero();
        // By loss alone a member has the lower one in 3 of 4 pairs.
        assertThat(analysis.lenses().get("official").mia()).isEqualTo(0.5);
    }

    @Test
    void withoutATrialOfTheSameModelAndDataItIsAbsentWithAReason() {
        put(none("other-weights", "w2", "d1"), 0.5, 0.25, 3.5, 5.75);

        Analysis analysis = analysis(Samples.completed());

        assertThat(analysis.reference()).isNull();
        assertThat(reference(analysis).mia()).isNull();
        assertThat(reference(analysis).finalScore()).isNull();
        // The rows of this sample have no aggregate either, which is told first.
        assertThat(reference(analysis).reason()).isNotBlank();
    }

    @Test
    void aDocumentWithoutAFiniteLossBeforeLeavesItAbsent() {
        put(none("before", "w1", "d1"), 0.5, null, 3.5, 5.75);

        assertThat(reference(analysis(Samples.completed())).mia()).isNull();
    }

    @Test
    void noneIsNotItsOwnReference() {
        put(none("before", "w1", "d1"), 0.5, 0.25, 3.5, 5.75);

        assertThat(analysis(none("before again", "w1", "d1")).reference()).isNull();
    }

    /** The one question is answered wrong. */
    private Analysis withoutAnyAnswer(RunRecord trial) {
        Path folder = put(trial, 3.0, 5.0, 4.0, 6.0);
        var question = new MultipleChoiceQuestion("anatomy", "q", List.of("a", "b", "c", "d"), 1);
        JsonlFile.mmlu(folder)
                .append(List.of(
                        MmluRow.of(question, MultipleChoiceForm.LM_EVAL_ZERO_SHOT, new double[] {-1, -2, -3, -4})));
        return Analysis.of(folder, trial);
    }

    private static String official(Analysis analysis) {
        return analysis.lenses().get("official").reason();
    }

    @Test
    void utilityFloorIsThatOfTheModelsOwnAccuracyBefore() {
        put(none("before", "w1", "d1"));
        put(none("other-weights", "w2", "d1"));

        Analysis analysis = withoutAnyAnswer(Samples.completed());

        // The sample before unlearning answers 0.1 right.
        assertThat(analysis.utilityFloor()).isEqualTo(0.75 * 0.1);
        assertThat(official(analysis)).isEqualTo("mmlu.average is 0.0, below the floor of " + 0.75 * 0.1);
    }

    @Test
    void utilityFloorIsTheOrganisersWhereThatIsNotKnown() {
        Analysis analysis = withoutAnyAnswer(Samples.completed());

        assertThat(analysis.utilityFloor()).isNull();
        assertThat(official(analysis)).isEqualTo("mmlu.average is 0.0, below the floor of 0.371");
    }

    @Test
    void noneIsHeldAgainstItself() {
        RunRecord running = RunRecord.running("before", "k", "tiny", Baseline.METHOD, 42, Map.of(), Samples.PROVENANCE);

        assertThat(withoutAnyAnswer(running).utilityFloor()).isZero();
    }

    @Test
    void analysisIsOutdatedOnceAnAccuracyBeforeIsKnown() {
        RunRecord trial =
                Samples.failed().completed(withoutFinal(), true, Timings.NONE, Memory.NONE, Samples.NOON, null);
        Path folder = put(trial);
        JsonlFile.generations(folder)
                .append(List.of(GenerationRow.of(
                        new Row("aqa0", "Which?", "right", Task.TASK1), RowSet.RETAIN, "right", Map.of(), 0.1)));
        Analysis.of(folder, trial).write(folder);
        assertThat(Analysis.isOutdated(folder, trial)).isFalse();

        put(none("before", "w1", "d1"));

        assertThat(Analysis.isOutdated(folder, trial)).isTrue();
        Analysis.of(folder, trial).write(folder);
        assertThat(Analysis.isOutdated(folder, trial)).isFalse();
    }

    private static Scores withoutFinal() {
        return new Scores(null, null, null, null, List.of());
    }
}
