package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.BenchmarkData;
import dev.lethe.data.BenchmarkWriter;
import dev.lethe.data.Task;
import dev.lethe.data.UserException;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.evaluation.MultipleChoiceForm;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial that is less than the whole benchmark completes, and says what it lacks. */
class PartialTrialTests {

    @TempDir
    private Path temp;

    @Test
    void limitMakesATrialPartial() {
        RunRecord record = new SmallTrials(temp).limit(1).complete(TestMethod.lora());

        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record.partial()).isTrue();
        assertThat(record.reason()).isEqualTo("Only the first 1 documents of each task and set were used.");
        assertThat(record.scores().terms()).hasSize(12);
    }

    @Test
    void rowsAndSubjectsMakeATrialPartial() {
        String subject = SmallData.whole().multipleChoice().test().get(0).subject();
        SmallTrials trials = new SmallTrials(temp).rows("*").subjects(subject);

        RunRecord record = trials.complete(TestMethod.lora());

        assertThat(record.partial()).isTrue();
        assertThat(record.reason())
                .isEqualTo("Only the rows * were used. Only questions about " + subject + " were asked.");
        assertThat(record.scores().mmlu().subjects()).containsOnlyKeys(subject);
    }

    @Test
    void unknownRowFailsTheTrialWithWhatIsAllowed() {
        SmallTrials trials = new SmallTrials(temp).rows("nobody");

        assertThatThrownBy(() -> trials.complete(TestMethod.lora()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"nobody\" names none");
    }

    @Test
    void everyFormOfQuestionsIsAResultOfItsOwn() {
        RunRecord letters = new SmallTrials(temp).form(MultipleChoiceForm.AILS).complete(TestMethod.lora());
        RunRecord usual = SmallTrials.undisturbed(TestMethod.lora());

        assertThat(letters.partial()).isFalse();
        assertThat(letters.key()).isNotEqualTo(usual.key());
        assertThat(letters.provenance().metricVersion()).isEqualTo("official-1+ails");
        assertThat(usual.provenance().metricVersion()).isEqualTo("official-1");
    }

    /** A limit above the number of documents selects the same rows: their results are told apart all the same. */
    @Test
    void limitedTrialDoesNotStandForAWholeOne() {
        new SmallTrials(temp).limit(1).complete(TestMethod.lora());

        RunRecord whole = new SmallTrials(temp).complete(TestMethod.lora());

        assertThat(whole.partial()).isFalse();
        assertThat(whole.reason()).isNull();
    }

    @Test
    void tasksLeftOutMakeATrialPartialWithoutAggregate() {
        Set<Task> chosen = EnumSet.of(Task.TASK1, Task.TASK3);
        SmallTrials trials = new SmallTrials(temp).subtasks(chosen);

        RunRecord record;
        try (Trial trial = trials.open(TestMethod.lora())) {
            record = trial.complete();
            assertThat(JsonlFile.generations(trial.folder()).read())
                    .allSatisfy(row -> assertThat(row.task()).isIn(chosen));
        }

        assertThat(record.partial()).isTrue();
        assertThat(record.reason()).isEqualTo("Only Task1, Task3 of the tasks were unlearned and evaluated.");
        assertThat(record.scores().terms()).hasSize(8);
        assertThat(record.scores().taskAggregate()).isNull();
        assertThat(record.scores().finalScore()).isNull();
        assertThat(record.scores().mia()).isNotNull();
    }

    @Test
    void withoutNonmembersMembershipAndFinalAreAbsentWithTheReason() {
        BenchmarkData whole = SmallData.whole();
        BenchmarkWriter.write(new BenchmarkData(whole.rows(), null, whole.multipleChoice()), temp.resolve("data"));

        RunRecord record = new SmallTrials(temp)
                .model(SmallTrials.target())
                .data(temp.resolve("data"))
                .complete(TestMethod.lora());

        assertThat(record.scores().mia()).isNull();
        assertThat(record.scores().finalScore()).isNull();
        assertThat(record.scores().taskAggregate()).isNotNull();
        assertThat(record.reason())
                .isEqualTo("There is no membership score: non-members are needed, see -Dmembership=.");
    }

    @Test
    void withoutMembersOfACheckpointTheReasonSaysSo() throws IOException {
        BenchmarkWriter.write(SmallData.whole(), temp.resolve("data"));
        Files.delete(temp.resolve("data/mia_data/member.jsonl"));

        RunRecord record = new SmallTrials(temp)
                .model(SmallTrials.target())
                .data(temp.resolve("data"))
                .complete(TestMethod.lora());

        assertThat(record.scores().mia()).isNull();
        assertThat(record.reason()).startsWith("There is no membership score: members are needed");
    }

    @Test
    void withoutQuestionsMmluAndFinalAreAbsentWithTheReason() {
        BenchmarkData whole = SmallData.whole();
        BenchmarkWriter.write(new BenchmarkData(whole.rows(), whole.membership(), null), temp.resolve("data"));

        RunRecord record = new SmallTrials(temp)
                .model(SmallTrials.target())
                .data(temp.resolve("data"))
                .complete(TestMethod.lora());

        assertThat(record.scores().mmlu()).isNull();
        assertThat(record.scores().finalScore()).isNull();
        assertThat(record.scores().mia()).isNotNull();
        assertThat(record.reason()).isEqualTo("There is no multiple-choice score: questions are needed, see -Dmmlu=.");
    }
}
