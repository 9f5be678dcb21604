package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lethe.data.Task;
import dev.lethe.data.UserException;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What breaks says what, where and what to do, and leaves what was there before. */
class TrialFailureTests {

    @TempDir
    private Path temp;

    @Test
    void brokenMethodIsRecordedWithItsReason() {
        RunRecord record = failing(TestMethod.broken(), "this method is broken");

        assertThat(record.status()).isEqualTo(RunStatus.FAILED);
        assertThat(record.finished()).isNotNull();
        assertThat(record.scores()).isNull();
    }

    @Test
    void undeclaredUseIsRefused() {
        failing(TestMethod.undeclared(), "undeclared uses RETAIN_SET without declaring it in needs()");
    }

    @Test
    void trainingWithoutTrainablesIsRefused() {
        failing(TestMethod.untrainable(), "untrainable trains, but its parameters.json states no \"trainable\"");
    }

    @Test
    void lossThatIsNoNumberStopsTheTrial() {
        assertThat(failing(TestMethod.notANumber(), "ascent").reason())
                .contains("tiny not-a-number 42", "step 3", "learning rate");
    }

    @Test
    void resultsBeforeAFailureStay() {
        try (Trial trial = new SmallTrials(temp).open(TestMethod.lora())) {
            trial.evaluate(Task.TASK1);
            int rows = JsonlFile.generations(trial.folder()).read().size();

            trial.fail(new IllegalStateException("broken in the middle"));

            assertThat(record(trial).status()).isEqualTo(RunStatus.FAILED);
            assertThat(JsonlFile.generations(trial.folder()).read()).hasSize(rows);
            assertThat(trial.folder().resolve("adapter")).isDirectory();
        }
    }

    @Test
    void skippedTrialHasARecordWithItsReasonAndLoadsNothing() {
        TestMethod method = TestMethod.lora();
        try (Trial trial = new SmallTrials(temp).model(temp.resolve("nowhere")).open(method)) {
            trial.skip("two-lora needs what nowhere has not");

            RunRecord record = record(trial);
            assertThat(record.status()).isEqualTo(RunStatus.SKIPPED);
            assertThat(record.reason()).isEqualTo("two-lora needs what nowhere has not");
            assertThat(record.finished()).isNotNull();
            assertThat(record.scores()).isNull();
        }
        assertThat(method.runs()).hasValue(0);
    }

    @Test
    void failureWithoutAMessageIsNamed() {
        try (Trial trial = new SmallTrials(temp).open(TestMethod.lora())) {
            trial.unlearn();
            trial.fail(new StackOverflowError());

            assertThat(record(trial).reason()).isEqualTo("java.lang.StackOverflowError");
        }
    }

    @Test
    void evaluationAfterAFailedUnlearningSaysSo() {
        try (Trial trial = new SmallTrials(temp).open(TestMethod.broken())) {
            assertThatThrownBy(trial::unlearn).isInstanceOf(IllegalStateException.class);

            assertThatThrownBy(() -> trial.evaluate(Task.TASK1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("tiny broken 42");
        }
    }

    @Test
    void folderWithoutAConfigurationIsNamed() throws IOException {
        Path model = Files.createDirectory(temp.resolve("model"));

        assertThat(unprepared(model)).contains(model.resolve("config.json").toString());
    }

    @Test
    void recordOfACellThatCouldNotBePreparedGoesOnceItCan() throws IOException {
        Path model = Files.createDirectory(temp.resolve("model"));
        unprepared(model);
        SmallTrials.copyOfTarget(model);

        RunRecord record = new SmallTrials(temp.resolve("output")).model(model).complete(TestMethod.lora());

        try (Stream<Path> runs = Files.list(temp.resolve("output/runs"))) {
            assertThat(runs.map(run -> RecordJson.read(run.resolve(RecordJson.FILE))))
                    .containsExactly(record);
        }
    }

    @Test
    void unsupportedModelTypeIsNamedWithTheSupportedOnes() throws IOException {
        Path model = SmallTrials.copyOfTarget(temp.resolve("model"));
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"olmo\"", "\"mamba\""));

        assertThat(unprepared(model)).contains(config.toString(), "mamba", "olmo");
    }

    @Test
    void truncatedWeightsAreNamed() throws IOException {
        Path model = SmallTrials.copyOfTarget(temp.resolve("model"));
        Path weights = model.resolve("model.safetensors");
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }

        assertThat(unloadable(model)).contains(weights.toString(), "copy");
    }

    @Test
    void missingWeightsAreNamed() throws IOException {
        Path model = SmallTrials.copyOfTarget(temp.resolve("model"));
        Files.delete(model.resolve("model.safetensors"));

        assertThat(unloadable(model)).contains(model.toString(), "safetensors");
    }

    @Test
    void missingTokenizerIsNamed() throws IOException {
        Path model = SmallTrials.copyOfTarget(temp.resolve("model"));
        Files.delete(model.resolve("tokenizer.json"));

        assertThat(unloadable(model)).contains(model.toString(), "tokenizer.json");
    }

    @Test
    void malformedRowIsNamedWithItsLine() throws IOException {
        Path data = Files.createDirectories(temp.resolve("data"));
        for (String file : new String[] {"forget_train.jsonl", "retain_train.jsonl"}) {
            Files.writeString(data.resolve(file), "{\"id\": \"1sc1\"\n");
        }
        try (Trial trial = new SmallTrials(temp.resolve("output")).data(data).open(TestMethod.lora())) {
            assertThatThrownBy(trial::unlearn)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("forget_train.jsonl:1");
        }
    }

    @Test
    void fileInPlaceOfTheRunsIsNamed() throws IOException {
        Path output = Files.writeString(temp.resolve("output"), "in the way");
        try (Trial trial = new SmallTrials(output).open(TestMethod.lora())) {
            assertThatThrownBy(trial::unlearn)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(output.resolve("runs").toString())
                    .hasMessageContaining("-Doutput=");
        }
    }

    @Test
    void fileInPlaceOfTheTrialsFolderIsNamedAndStays() throws IOException {
        String key = SmallTrials.undisturbed(TestMethod.lora()).key();
        Path folder = Files.createDirectories(temp.resolve("runs")).resolve("tiny-two-lora-42-" + key.substring(0, 8));
        Files.writeString(folder, "in the way");
        try (Trial trial = new SmallTrials(temp).open(TestMethod.lora())) {
            assertThatThrownBy(trial::unlearn)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("-Doutput=");
        }
        assertThat(folder).hasContent("in the way");
    }

    @Test
    void fileInPlaceOfTheCacheIsNamed() throws IOException {
        Path cache = Files.writeString(temp.resolve("cache"), "in the way");
        SmallTrials trials = new SmallTrials(temp.resolve("output"))
                .model(SmallTrials.target())
                .cache(cache);
        try (Trial trial = trials.open(TestMethod.lora())) {
            assertThatThrownBy(trial::unlearn)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(cache.toString())
                    .hasMessageContaining("-Dcache=");
        }
    }

    /** As on a disk that is full: results cannot be appended. */
    @Test
    void resultsThatCannotBeWrittenAreNamed() throws IOException {
        try (Trial trial = new SmallTrials(temp).open(TestMethod.lora())) {
            trial.unlearn();
            Path generations = Files.createDirectory(trial.folder().resolve("generations.jsonl"));

            assertThatThrownBy(() -> trial.evaluate(Task.TASK1))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(generations.toString());
        }
    }

    @Test
    void brokenRecordIsNamedAndStays() throws IOException {
        Path record;
        try (Trial trial = new SmallTrials(temp).open(TestMethod.lora())) {
            trial.unlearn();
            record = trial.folder().resolve(RecordJson.FILE);
        }
        Files.writeString(record, "{\"schemaVersion\": 1,");
        try (Trial trial = new SmallTrials(temp).open(TestMethod.lora())) {
            Throwable failure = catchThrowable(trial::unlearn);
            trial.fail(failure);

            assertThat(failure)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(record.toString())
                    .hasMessageContaining("-Drerun=true");
        }
        assertThat(record).hasContent("{\"schemaVersion\": 1,");
    }

    /** Fails before the trial's key is known, with a record of its own all the same. */
    private String unprepared(Path model) {
        try (Trial trial = new SmallTrials(temp.resolve("output")).model(model).open(TestMethod.lora())) {
            Throwable failure = catchThrowable(trial::unlearn);
            assertThat(failure).isInstanceOf(UserException.class);
            trial.fail(failure);
            assertThat(record(trial).key()).isNull();
            assertThat(record(trial).reason()).isEqualTo(failure.getMessage());
            return failure.getMessage();
        }
    }

    private String unloadable(Path model) {
        try (Trial trial = new SmallTrials(temp.resolve("output")).model(model).open(TestMethod.lora())) {
            Throwable failure = catchThrowable(trial::unlearn);
            assertThat(failure).isInstanceOf(UserException.class);
            trial.fail(failure);
            assertThat(record(trial).reason()).isEqualTo(failure.getMessage());
            return failure.getMessage();
        }
    }

    private RunRecord failing(TestMethod method, String reason) {
        try (Trial trial = new SmallTrials(temp).open(method)) {
            Throwable failure = catchThrowable(trial::unlearn);
            assertThat(failure).isNotNull();
            trial.fail(failure);
            assertThat(record(trial).reason()).contains(reason);
            return record(trial);
        }
    }

    private static RunRecord record(Trial trial) {
        return RecordJson.read(trial.folder().resolve(RecordJson.FILE));
    }
}
