package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.data.Task;
import dev.lethe.data.UserException;
import dev.lethe.harness.config.BenchmarkConfig.Keep;
import dev.lethe.harness.record.Analysis;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.MembershipRow;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.spi.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A complete record stands until the user wants it anew. */
class ReuseTests {

    @TempDir
    private Path output;

    private final TestMethod method = TestMethod.lora();

    @Test
    void completeRecordIsReusedWithoutLoadingAModel() throws IOException {
        Path model = SmallTrials.copyOfTarget(output.resolve("model"));
        RunRecord first = new SmallTrials(output).model(model).complete(method);
        makeUnreadable(model.resolve("model.safetensors"));

        RunRecord second = new SmallTrials(output).model(model).complete(method);

        assertThat(second).isEqualTo(first);
        assertThat(method.runs()).hasValue(1);
        assertThatThrownBy(() -> new SmallTrials(output).model(model).rerun().complete(method))
                .as("the model is indeed unreadable")
                .isInstanceOf(UserException.class);
    }

    @Test
    void tasksOfACompleteRecordAreReused() {
        RunRecord record = new SmallTrials(output).complete(method);
        try (Trial trial = new SmallTrials(output).open(method)) {
            assertThat(trial.evaluate(Task.TASK2))
                    .isNotEmpty()
                    .isEqualTo(record.scores().terms().stream()
                            .filter(term -> term.task() == Task.TASK2)
                            .toList());
        }
        assertThat(method.runs()).hasValue(1);
    }

    @Test
    void aVariantReusesTheRecordOfTheSameValuesWrittenInAnotherWay() {
        RunRecord plain =
                new SmallTrials(output).override("learningRate", "0.002").complete(method);

        RunRecord variant =
                new SmallTrials(output).variant("learningRate", "0.002").complete(method);

        assertThat(method.runs()).hasValue(1);
        assertThat(plain.method()).isEqualTo("two-lora");
        assertThat(variant)
                .isEqualTo(plain.named("tiny two-lora[learningRate=0.002] 42", "two-lora[learningRate=0.002]"));
    }

    @Test
    void rerunComputesAgainInTheSameFolder() {
        RunRecord first = new SmallTrials(output).complete(method);
        RunRecord second = new SmallTrials(output).rerun().complete(method);

        assertThat(method.runs()).hasValue(2);
        assertThat(second.finished()).isAfter(first.finished());
        assertThat(second.scores()).isEqualTo(first.scores());
        assertThat(second.key()).isEqualTo(first.key());
    }

    /** What a broken record says the user can do. */
    @Test
    void rerunKeepsAResultWithABrokenRecordUntilThereIsANewOne() throws IOException {
        Path folder = folder(new SmallTrials(output).complete(method));
        Files.writeString(folder.resolve(RecordJson.FILE), "{\"schemaVersion\": 1,");
        Path aside = folder.resolveSibling(folder.getFileName() + "-broken");
        try (Trial trial = new SmallTrials(output).rerun().open(method)) {
            trial.unlearn();
            assertThat(aside.resolve(RecordJson.FILE)).hasContent("{\"schemaVersion\": 1,");
            assertThat(aside.resolve("generations.jsonl")).exists();

            RunRecord record = trial.complete();

            assertThat(RecordJson.read(folder.resolve(RecordJson.FILE))).isEqualTo(record);
        }
        assertThat(aside).doesNotExist();
        assertThat(method.runs()).hasValue(2);
    }

    @Test
    void completeRecordDoesNotFail() {
        try (Trial trial = new SmallTrials(output).open(method)) {
            RunRecord record = trial.complete();
            trial.fail(new IllegalStateException("too late"));

            assertThat(trial.complete()).isEqualTo(record);
        }
        assertThat(new SmallTrials(output).complete(method).reason()).isNull();
    }

    /** Two trials of one seed in different output folders. */
    @Test
    void sameSeedGivesTheSameScoresGenerationsAndAdapter() throws IOException {
        Path folder;
        RunRecord record;
        try (Trial trial = new SmallTrials(output).open(method)) {
            record = trial.complete();
            folder = trial.folder();
        }
        Path other = SmallTrials.undisturbedFolder(SmallTrials.undisturbed(method));

        assertThat(record.scores()).isEqualTo(SmallTrials.undisturbed(method).scores());
        for (String file : List.of("adapter/adapter_model.safetensors", "generations.jsonl", "membership.jsonl")) {
            assertThat(Files.mismatch(folder.resolve(file), other.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    /** What a trial of {@code none} reports that it computes. */
    private List<String> computed(Path folder, TestMethod chosen, long seed, boolean rerun) {
        var begun = new ArrayList<String>();
        var listening = new Progress() {
            @Override
            public void begin(String what, long total) {
                begun.add(what);
            }

            @Override
            public void advance(long done, String detail) {}

            @Override
            public void end() {}
        };
        SmallTrials trials = new SmallTrials(folder).seed(seed).progress(listening);
        (rerun ? trials.rerun() : trials).complete(chosen);
        return begun;
    }

    @Test
    void rowsOfAModelThatIsLeftAsItIsServeOtherSeeds() {
        RunRecord first = new SmallTrials(output).complete(TestMethod.none());

        assertThat(computed(output, TestMethod.none(), 7, false)).isEmpty();
        RunRecord second = new SmallTrials(output).seed(7).complete(TestMethod.none());

        assertThat(second.scores()).isEqualTo(first.scores());
        assertThat(second.key()).isNotEqualTo(first.key());
        assertThat(computed(output, TestMethod.none(), 7, true))
                .as("computed again")
                .isNotEmpty();
    }

    @Test
    void modelBeforeUnlearningIsTheReferenceOfMembershipOnceItIsScored() throws IOException {
        Path folder = folder(new SmallTrials(output).complete(method));
        ObjectNode before = Analysis.tree(folder).orElseThrow();
        assertThat(before.has("reference")).isFalse();
        assertThat(before.at("/lenses/miaReference/mia").isMissingNode()).isTrue();
        assertThat(before.at("/lenses/miaReference/reason").textValue()).contains("none");

        RunRecord none = new SmallTrials(output).complete(TestMethod.none());
        assertThat(Analysis.tree(folder(none)).orElseThrow().has("reference")).isFalse();
        new SmallTrials(output).complete(method);

        ObjectNode after = Analysis.tree(folder).orElseThrow();
        assertThat(method.runs()).hasValue(1);
        assertThat(after.get("reference").textValue())
                .isEqualTo(folder(none).getFileName().toString());
        List<MembershipRow> unlearned = JsonlFile.membership(folder).read();
        List<MembershipRow> reference = JsonlFile.membership(folder(none)).read();
        // One member, one nonmember: the loss of which of them rose by more decides.
        double member = unlearned.get(0).nll() - reference.get(0).nll();
        double nonmember = unlearned.get(1).nll() - reference.get(1).nll();
        assertThat(after.at("/lenses/miaReference/mia").doubleValue()).isEqualTo(member == nonmember ? 1 : 0);
        assertThat(after.get("utilityFloor").doubleValue())
                .isEqualTo(0.75 * none.scores().mmlu().average());
        // The lens that asks for that floor, and the one that is compared with none.
        for (String lens : List.of("official", "miaReference")) {
            before.withObject("/lenses").remove(lens);
            after.withObject("/lenses").remove(lens);
        }
        after.remove(List.of("reference", "utilityFloor"));
        assertThat(after).as("all else stays").isEqualTo(before);
    }

    @Test
    void rowsOfAMethodThatChangesWeightsDoNot() {
        new SmallTrials(output).complete(method);

        assertThat(computed(output, method, 7, false)).isNotEmpty();
    }

    @Test
    void otherSeedGivesAnotherResult() {
        RunRecord other = new SmallTrials(output).seed(7).complete(method);
        Path folder =
                output.resolve("runs").resolve("tiny-two-lora-7-" + other.key().substring(0, 8));

        assertThat(JsonlFile.membership(folder).read())
                .isNotEqualTo(JsonlFile.membership(SmallTrials.undisturbedFolder(SmallTrials.undisturbed(method)))
                        .read());
    }

    @Test
    void allWeightsAreWrittenLaterWhereTheyAreAskedForLater() throws IOException {
        RunRecord first = new SmallTrials(output).complete(method);
        Path folder = folder(first);
        assertThat(folder.resolve("checkpoint")).doesNotExist();

        RunRecord second = new SmallTrials(output).keep(Keep.WEIGHTS).complete(method);

        assertThat(second).isEqualTo(first);
        assertThat(method.runs()).hasValue(1);
        Path whole = folder(
                new SmallTrials(output.resolve("whole")).keep(Keep.WEIGHTS).complete(method));
        assertThat(Files.mismatch(
                        folder.resolve("checkpoint/model.safetensors"),
                        output.resolve("whole")
                                .resolve(output.relativize(whole))
                                .resolve("checkpoint/model.safetensors")))
                .isEqualTo(-1);
    }

    private Path folder(RunRecord record) {
        return output.resolve("runs")
                .resolve(record.name().replace(' ', '-') + "-" + record.key().substring(0, 8));
    }

    /** Zeroes that keep size and time, by which the digest is remembered. */
    private static void makeUnreadable(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[Math.toIntExact(Files.size(file))]);
        Files.setLastModifiedTime(file, time);
    }
}
