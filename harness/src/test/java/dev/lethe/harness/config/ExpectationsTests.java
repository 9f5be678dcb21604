package dev.lethe.harness.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Task;
import dev.lethe.harness.config.BenchmarkConfigReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A threshold that no leaf would check is a mistake, wherever it stands. */
class ExpectationsTests {

    @TempDir
    private Path work;

    @Test
    void thresholdOfATaskThatIsNotRunIsAProblem() {
        Map<String, String> values = Map.of("subtasks", "task1", "expect.forget.task2", "0.1");

        assertThat(Readings.read(values).problems())
                .containsExactly("expect.forget.task2 = \"0.1\" has no effect: this run has no task2, only task1. Add"
                        + " task2 to -Dsubtasks= or take the expectation away.");
    }

    @Test
    void soItIsInAPlanAndInAnAnnotation() throws IOException {
        Files.writeString(work.resolve("grid.yaml"), "subtasks: [task1, task3]\nexpect: {forget: {task2: 0.1}}\n");

        Reading reading = Readings.read(work, Map.of("plan", "grid.yaml"), Map.of("expect.retain.task2", "0.9"));

        assertThat(reading.problems())
                .containsExactlyInAnyOrder(
                        "grid.yaml:2: expect.forget.task2 = \"0.1\" has no effect: this run has no task2, only task1,"
                                + " task3. Add task2 to -Dsubtasks= or take the expectation away.",
                        "expect.retain.task2 = \"0.9\" has no effect: this run has no task2, only task1, task3. Add"
                                + " task2 to -Dsubtasks= or take the expectation away.");
    }

    @Test
    void thresholdsOfTheTasksThatAreRunAreTaken() {
        Reading reading = Readings.read(
                work, Map.of("subtasks", "task2"), Map.of("expect.forget.task2", "0.1", "expect.final", "0.4"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.settings().expectations().of(Task.TASK2)).hasSize(1);
        assertThat(reading.settings().expectations().ofOverall()).hasSize(1);
    }
}
