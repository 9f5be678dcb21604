package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.Task;
import dev.lethe.harness.config.BenchmarkConfig.Keep;
import dev.lethe.harness.record.GenerationRow;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.Memory;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.record.Timings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that ends in the middle is gone on with, and the result is that of a run that nothing disturbed. */
class ResumeTests {

    @TempDir
    private Path output;

    private static Stream<TestMethod> methods() {
        return Stream.of(TestMethod.lora(), TestMethod.full());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void runKilledAfterUnlearningDoesNotUnlearnAgain(TestMethod method) {
        RunRecord undisturbed = SmallTrials.undisturbed(method);
        method.runs().set(0);
        double seconds;
        try (Trial killed = open(method)) {
            killed.unlearn();
            seconds = read(killed).timings().unlearn();
        }

        RunRecord resumed = new SmallTrials(output).complete(method);

        assertThat(method.runs()).hasValue(1);
        assertThat(resumed.scores()).isEqualTo(undisturbed.scores());
        assertThat(resumed.key()).isEqualTo(undisturbed.key());
        assertThat(resumed.timings().unlearn()).isEqualTo(seconds);
        assertThat(resumed.reason()).isNull();
    }

    @Test
    void runKilledInTheMiddleOfALineGeneratesTheRestOnly() throws IOException {
        TestMethod method = TestMethod.lora();
        RunRecord undisturbed = SmallTrials.undisturbed(method);
        Path folder;
        try (Trial killed = open(method)) {
            killed.unlearn();
            killed.evaluate(Task.TASK1);
            killed.evaluate(Task.TASK2);
            folder = killed.folder();
        }
        JsonlFile<GenerationRow> generations = JsonlFile.generations(folder);
        int whole = generations.read().size();
        try (FileChannel channel = FileChannel.open(generations.path(), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 10);
        }

        RunRecord resumed = new SmallTrials(output).complete(method);

        assertThat(resumed.scores()).isEqualTo(undisturbed.scores());
        assertThat(generations.read().stream().map(row -> row.set() + " " + row.id()))
                .hasSizeGreaterThan(whole)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(rowsOf(undisturbed));
    }

    @Test
    void runKilledWhileItWroteTheAdapterUnlearnsAgain() throws IOException {
        TestMethod method = TestMethod.lora();
        Path torn;
        try (Trial killed = open(method)) {
            killed.unlearn();
            torn = killed.folder().resolve("adapter.draft-0123");
            Files.move(killed.folder().resolve("adapter"), torn);
            Files.delete(torn.resolve("adapter_config.json"));
        }

        RunRecord resumed = new SmallTrials(output).complete(method);

        assertThat(method.runs()).hasValue(2);
        assertThat(torn).doesNotExist();
        assertThat(resumed.scores())
                .isEqualTo(SmallTrials.undisturbed(TestMethod.lora()).scores());
    }

    @Test
    void runKilledBeforeItWroteAllWeightsWritesThem() {
        TestMethod method = TestMethod.lora();
        try (Trial killed = open(method)) {
            killed.unlearn();
        }
        try (Trial resumed = new SmallTrials(output).keep(Keep.WEIGHTS).open(method)) {
            resumed.unlearn();

            assertThat(method.runs()).hasValue(1);
            assertThat(resumed.folder().resolve("checkpoint/model.safetensors")).exists();
        }
    }

    @Test
    void resultsOfMembershipAndQuestionsAreNotDoubled() {
        TestMethod method = TestMethod.lora();
        Path folder;
        try (Trial killed = open(method)) {
            killed.complete();
            folder = killed.folder();
            RecordJson.write(folder.resolve(RecordJson.FILE), read(killed).resumed());
        }
        int documents = JsonlFile.membership(folder).read().size();
        int questions = JsonlFile.mmlu(folder).read().size();

        new SmallTrials(output).complete(method);

        assertThat(JsonlFile.membership(folder).read()).hasSize(documents);
        assertThat(JsonlFile.mmlu(folder).read()).hasSize(questions);
    }

    @Test
    void secondsOfAKilledRunCount() {
        TestMethod method = TestMethod.lora();
        try (Trial killed = open(method)) {
            killed.evaluate(Task.TASK1);
            assertThat(read(killed).timings().generate()).isPositive();
            RecordJson.write(
                    killed.folder().resolve(RecordJson.FILE),
                    read(killed).measured(null, new Timings(50.0, 100.0, 200.0, 300.0, 400.0, 1000.0), Memory.NONE));
        }

        Timings resumed = new SmallTrials(output).complete(method).timings();

        assertThat(resumed.unlearn()).isEqualTo(100);
        assertThat(resumed.generate()).isBetween(200.0, 260.0);
        assertThat(resumed.membership()).isBetween(300.0, 360.0);
        assertThat(resumed.mmlu()).isBetween(400.0, 460.0);
        assertThat(resumed.total()).isGreaterThan(1000);
        assertThat(resumed.target()).isLessThan(50);
    }

    @Test
    void cancellationStopsBetweenStepsAndALaterRunUnlearnsFromTheStart() {
        TestMethod method = TestMethod.lora();
        RunRecord undisturbed = SmallTrials.undisturbed(method);
        method.runs().set(0);
        var asked = new AtomicInteger();
        Path folder;
        try (Trial trial = new SmallTrials(output)
                .cancelled(() -> asked.incrementAndGet() > 1)
                .open(method)) {
            assertThatThrownBy(trial::unlearn)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("after step 1");
            folder = trial.folder();
            assertThat(read(trial).status()).isEqualTo(RunStatus.RUNNING);
        }
        assertThat(folder.resolve("adapter")).doesNotExist();

        RunRecord resumed = new SmallTrials(output).complete(method);

        assertThat(method.runs()).hasValue(2);
        assertThat(resumed.scores()).isEqualTo(undisturbed.scores());
        assertThat(folder.resolve("steps.csv")).content().hasLineCount(1 + 2);
    }

    @Test
    void cancellationStopsBetweenBatchesAndALaterRunGoesOn() {
        TestMethod method = TestMethod.lora();
        RunRecord undisturbed = SmallTrials.undisturbed(method);
        method.runs().set(0);
        var cancelled = new AtomicBoolean();
        try (Trial trial = new SmallTrials(output).cancelled(cancelled::get).open(method)) {
            trial.evaluate(Task.TASK3);
            cancelled.set(true);
            assertThatThrownBy(() -> trial.evaluate(Task.TASK1)).isInstanceOf(CancellationException.class);
            assertThatThrownBy(trial::complete).isInstanceOf(CancellationException.class);
            assertThat(read(trial).status()).isEqualTo(RunStatus.RUNNING);
        }

        RunRecord resumed = new SmallTrials(output).complete(method);

        assertThat(method.runs()).hasValue(1);
        assertThat(resumed.scores()).isEqualTo(undisturbed.scores());
    }

    @Test
    void failedRunIsTakenUpAgain() {
        TestMethod method = TestMethod.lora();
        try (Trial trial = open(method)) {
            trial.evaluate(Task.TASK1);
            trial.fail(new IllegalStateException("the power went"));
            assertThat(read(trial).reason()).isEqualTo("the power went");
        }
        method.runs().set(0);

        RunRecord resumed = new SmallTrials(output).complete(method);

        assertThat(method.runs()).hasValue(0);
        assertThat(resumed.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(resumed.reason()).isNull();
    }

    private Trial open(TestMethod method) {
        return new SmallTrials(output).open(method);
    }

    private static RunRecord read(Trial trial) {
        return RecordJson.read(trial.folder().resolve(RecordJson.FILE));
    }

    private static Iterable<String> rowsOf(RunRecord undisturbed) {
        Path folder = SmallTrials.undisturbedFolder(undisturbed);
        assertThat(Files.isDirectory(folder)).isTrue();
        return JsonlFile.generations(folder).read().stream()
                .map(row -> row.set() + " " + row.id())
                .toList();
    }
}
