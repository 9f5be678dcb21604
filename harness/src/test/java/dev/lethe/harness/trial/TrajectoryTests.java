package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.data.Probe;
import dev.lethe.data.Row;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.config.BenchmarkConfig.Keep;
import dev.lethe.harness.config.Trajectory;
import dev.lethe.harness.record.GenerationRow;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.TrajectoryRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample is evaluated on the way, and the way stays the same. */
class TrajectoryTests {

    @TempDir
    private Path output;

    @Test
    void sampleIsEvaluatedBeforeTrainingAndAfterEveryStep() {
        List<TrajectoryRow> rows = trajectory(TestMethod.lora(), new Trajectory(1, 2));

        assertThat(rows.stream().map(TrajectoryRow::step)).containsExactly(0L, 1L, 2L);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.phase()).isEqualTo("ascent");
            assertThat(row.values().stream().map(value -> value.task() + " " + value.set() + " " + value.probe()))
                    .hasSize(Task.values().length * RowSet.values().length * Probe.values().length)
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void sampleIsEvaluatedAtTheEndOfEachPhase() {
        assertThat(trajectory(TestMethod.lora(), new Trajectory(0, 1)).stream().map(TrajectoryRow::step))
                .containsExactly(0L, 2L);
    }

    @Test
    void stepsBetweenTwoEvaluationsAreCountedOverTheTrial() {
        assertThat(trajectory(TestMethod.lora(), new Trajectory(2, 1)).stream().map(TrajectoryRow::step))
                .containsExactly(0L, 2L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lastValuesAreThoseOfTheResult(boolean adapter) {
        TestMethod method = adapter ? TestMethod.lora() : TestMethod.full();
        var all = new Trajectory(0, Integer.MAX_VALUE);
        RunRecord record;
        Path folder;
        try (Trial trial = new SmallTrials(output).trajectory(all).open(method)) {
            record = trial.complete();
            folder = trial.folder();
        }
        List<TrajectoryRow> rows = JsonlFile.trajectory(folder).read();
        Map<String, Double> last = rows.get(rows.size() - 1).values().stream()
                .collect(Collectors.toMap(
                        value -> value.task() + " " + value.set() + " " + value.probe(), TrajectoryRow.Value::value));

        assertThat(record.scores().terms())
                .allSatisfy(term -> assertThat(last.get(term.task() + " " + term.set() + " " + term.probe()))
                        .isEqualTo(term.value()));
        double loss = JsonlFile.generations(folder).read().stream()
                .filter(row -> row.set() == RowSet.FORGET && row.task() == Task.TASK1)
                .filter(row -> row.probe() == Probe.SENTENCE_COMPLETION)
                .mapToDouble(GenerationRow::nll)
                .average()
                .orElseThrow();
        assertThat(nll(rows.get(rows.size() - 1))).isCloseTo(loss, within(1e-5));
        assertThat(nll(rows.get(0))).as("before training").isNotCloseTo(loss, within(1e-5));
    }

    /** Of the completions of the first task to forget. */
    private static double nll(TrajectoryRow row) {
        return row.values().stream()
                .filter(value -> value.set() == RowSet.FORGET && value.task() == Task.TASK1)
                .filter(value -> value.probe() == Probe.SENTENCE_COMPLETION)
                .findFirst()
                .orElseThrow()
                .nll();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resultIsBitIdenticalWithAndWithoutIt(boolean adapter) {
        TestMethod method = adapter ? TestMethod.lora() : TestMethod.full();

        Path without = unlearn(new SmallTrials(output.resolve("a")).keep(Keep.WEIGHTS), method);
        Path with = unlearn(
                new SmallTrials(output.resolve("b")).keep(Keep.WEIGHTS).trajectory(new Trajectory(1, 2)), method);

        assertThat(method.runs()).hasValue(2);
        assertThat(with.getFileName()).as("the key is the same").isEqualTo(without.getFileName());
        assertThat(JsonlFile.trajectory(with).path()).exists();
        assertThat(with.resolve("checkpoint/model.safetensors"))
                .hasSameBinaryContentAs(without.resolve("checkpoint/model.safetensors"));
    }

    @Test
    void aRunAnewBeginsTheFileAnew() {
        List<TrajectoryRow> first = trajectory(TestMethod.lora(), new Trajectory(1, 1));
        Path anew =
                unlearn(new SmallTrials(output).trajectory(new Trajectory(1, 1)).rerun(), TestMethod.lora());

        assertThat(JsonlFile.trajectory(anew).read()).isEqualTo(first);
    }

    @Test
    void nothingIsWrittenUnlessAskedFor() {
        Path folder = unlearn(new SmallTrials(output), TestMethod.lora());

        assertThat(JsonlFile.trajectory(folder).path()).doesNotExist();
    }

    @Test
    void sampleIsTheFirstRowsOfEachTaskAndProbe() {
        List<Row> rows = SmallData.whole().rows().forget();

        List<Row> sample = TrajectoryRecorder.sample(rows, 1);

        assertThat(sample).hasSize(6);
        assertThat(sample).allSatisfy(chosen -> assertThat(rows.stream()
                        .filter(row -> row.task() == chosen.task() && row.probe() == chosen.probe())
                        .findFirst())
                .contains(chosen));
    }

    private List<TrajectoryRow> trajectory(TestMethod method, Trajectory settings) {
        return JsonlFile.trajectory(unlearn(new SmallTrials(output).trajectory(settings), method))
                .read();
    }

    /** The folder of the trial. */
    private static Path unlearn(SmallTrials trials, TestMethod method) {
        try (Trial trial = trials.open(method)) {
            trial.unlearn();
            return trial.folder();
        }
    }
}
