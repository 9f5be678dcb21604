package dev.lethe.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.lethe.data.Probe;
import dev.lethe.data.RowSet;
import dev.lethe.data.Task;
import dev.lethe.harness.record.JsonlFile;
import dev.lethe.harness.record.ProcessLock;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.TrajectoryRow;
import dev.lethe.harness.spi.RunListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From folders of records to files, again and again. */
final class LeaderboardTests {

    @TempDir
    private Path output;

    private Path runs;

    @BeforeEach
    void writeRecords() {
        runs = output.resolve("runs");
        List<RunRecord> records = Demo.records();
        for (int i = 0; i < records.size(); i++) {
            RecordJson.write(runs.resolve("trial-" + i).resolve(RecordJson.FILE), records.get(i));
        }
    }

    @Test
    void showsWhatTheRecordsSay() throws IOException {
        Leaderboard.read(runs).write(output.resolve("leaderboard"));

        assertThat(output.resolve("leaderboard/index.html"))
                .content()
                .isEqualTo(Page.render(Leaderboard.of(Demo.records())));
        assertThat(output.resolve("leaderboard/leaderboard.json"))
                .content()
                .isEqualTo(Leaderboard.of(Demo.records()).json());
    }

    @Test
    void isRenderedByTheRegisteredListenerAfterEveryTrial() throws IOException {
        RunListener listener = ServiceLoader.load(RunListener.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(LeaderboardListener.class::isInstance)
                .findFirst()
                .orElseThrow();
        listener.trialFinished(runs.resolve("trial-0"));
        String first = Files.readString(output.resolve("leaderboard/index.html"));
        listener.trialFinished(runs.resolve("trial-1"));

        assertThat(output.resolve("leaderboard/index.html")).content().isEqualTo(first);
        assertThat(output.resolve("leaderboard")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void warnsOfABrokenRecordAndShowsTheRest() throws IOException {
        Path broken = runs.resolve("trial-0").resolve(RecordJson.FILE);
        Files.writeString(broken, "{\"schemaVersion\": 1, \"status\"");
        Leaderboard leaderboard = Leaderboard.read(runs);

        assertThat(leaderboard.standings()).hasSize(Demo.records().size() - 1);
        assertThat(leaderboard.warnings()).singleElement().asString().startsWith(broken.toString());
        assertThat(Page.render(leaderboard)).contains("Records that cannot be read", broken.toString());
        assertThat(ConsoleTable.text(leaderboard)).contains("! " + broken);
    }

    @Test
    void showsWhatStandsBesideTheScores() throws IOException {
        Path first = runs.resolve("trial-0");
        RunRecord record = RecordJson.read(first.resolve(RecordJson.FILE));
        Files.writeString(
                first.resolve("analysis.json"),
                "{\"collapse\": {\"reasons\": [\"It <b>loops</b>.\"]},"
                        + " \"intervals\": {\"final\": {\"value\": 0.4, \"low\": 0.31, \"high\": 0.52}}}");

        Leaderboard leaderboard = Leaderboard.read(runs);

        assertThat(leaderboard.analyses()).containsOnlyKeys(record);
        assertThat(leaderboard.json()).containsOnlyOnce("\"high\" : 0.52");
        assertThat(Page.render(leaderboard))
                .containsOnlyOnce("between 0.310 and 0.520")
                .containsOnlyOnce("It &lt;b&gt;loops&lt;/b&gt;.");
    }

    @Test
    void tellsWhatTheSeedsOfAMethodGave() {
        RunRecord first = Trials.completed("sugd", 42, 0.5);
        RunRecord second = Trials.completed("sugd", 7, 0.25);
        RunRecord alone = Trials.completed("agad", 42, 0.125);

        String json = Leaderboard.of(List.of(first, second, alone)).json();

        assertThat(json.split("\"seeds\" : ", -1)).hasSize(1 + 2);
        assertThat(json).contains("\"count\" : 2", "\"mean\" : 0.375", "\"lowest\" : 0.25", "\"highest\" : 0.5");
    }

    @Test
    void drawsTheTrajectoryOfATrialThatRecordedOne() {
        JsonlFile.trajectory(runs.resolve("trial-1"))
                .append(List.of(
                        new TrajectoryRow(0, "chunk 1/2", List.of(recited(1), kept(0.9))),
                        new TrajectoryRow(8, "chunk 2/2", List.of(recited(0.25), kept(0.8)))));

        String page = Page.render(Leaderboard.read(runs));

        assertThat(page)
                .containsOnlyOnce("<figure class=\"trajectory\">")
                .contains(
                        "aria-label=\"Task1: forget regurgitation from 1.000 to 0.250, retain knowledge from 0.900 to 0.800\"",
                        "<g class=\"forget regurgitation\"><polyline points=\"0,0 240,75\"/>",
                        "retain knowledge 0.800 at step 8",
                        "from step 0 to 8")
                .doesNotContain("<script");
    }

    private static TrajectoryRow.Value recited(double value) {
        return new TrajectoryRow.Value(Task.TASK1, RowSet.FORGET, Probe.SENTENCE_COMPLETION, value, 0.5);
    }

    private static TrajectoryRow.Value kept(double value) {
        return new TrajectoryRow.Value(Task.TASK1, RowSet.RETAIN, Probe.QUESTION_ANSWER, value, null);
    }

    @Test
    void leavesTheTrajectoryOfARunningTrialAlone() throws IOException {
        Path running = runs.resolve("trial-" + (Demo.records().size() - 1));
        Files.writeString(running.resolve("trajectory.jsonl"), "{\"step\": 0");

        Leaderboard leaderboard = Leaderboard.read(runs);

        assertThat(leaderboard.trajectories()).isEmpty();
        assertThat(leaderboard.warnings()).isEmpty();
        assertThat(running.resolve("trajectory.jsonl")).hasContent("{\"step\": 0");
    }

    /** The record was read before another process took the trial up again. */
    @Test
    void leavesATornTrajectoryToItsWriter() throws IOException {
        JsonlFile<TrajectoryRow> file = JsonlFile.trajectory(runs.resolve("trial-1"));
        file.append(List.of(new TrajectoryRow(0, "chunk 1/2", List.of(recited(1)))));
        Files.writeString(file.path(), "{\"step\": 8", StandardOpenOption.APPEND);

        assertThat(Leaderboard.read(runs).trajectories().values())
                .singleElement()
                .asInstanceOf(LIST)
                .hasSize(1);
        assertThat(file.path()).content().endsWith("{\"step\": 8");
    }

    @Test
    void readsTheRecordsOnlyOnceNobodyElseWritesThePage() throws Exception {
        ProcessLock other =
                ProcessLock.acquire(output.resolve(".locks/leaderboard.lock"), "tests", "no remedy", () -> false);
        CompletableFuture<Void> rendered;
        try {
            rendered =
                    CompletableFuture.runAsync(() -> new LeaderboardListener().trialFinished(runs.resolve("trial-0")));
            assertThatThrownBy(() -> rendered.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            RecordJson.write(runs.resolve("late").resolve(RecordJson.FILE), Trials.completed("altpo", 42, 0.5));
        } finally {
            other.close();
        }
        rendered.get(30, TimeUnit.SECONDS);

        assertThat(output.resolve("leaderboard/leaderboard.json")).content().contains("tiny altpo 42");
    }

    @Test
    void showsASkippedCellWithItsReason() {
        Leaderboard leaderboard = Leaderboard.of(List.of(
                RunRecord.running("big gold 42", null, "big", "gold", 42, Map.of(), Trials.provenance(null, null, "1"))
                        .skipped(Trials.NOON, "gold trains the model anew; it runs on tiny only")));

        for (String shown : List.of(Page.render(leaderboard), ConsoleTable.text(leaderboard), leaderboard.json())) {
            assertThat(shown).contains("big gold 42", "skipped", "gold trains the model anew; it runs on tiny only");
        }
    }

    @Test
    void printsTheTableAndLastWhereThePageIs() {
        var bytes = new ByteArrayOutputStream();
        LeaderboardMain.print(runs, new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .anyMatch(line -> line.contains("sugd"))
                .last()
                .isEqualTo("Leaderboard: "
                        + output.resolve("leaderboard/index.html").toAbsolutePath());
    }

    @Test
    void isAPageEvenWithoutTrials() {
        Leaderboard empty = Leaderboard.read(output.resolve("nowhere"));

        assertThat(Page.render(empty)).contains("No trials yet");
        assertThat(empty.json()).isEqualTo("[ ]\n");
        assertThat(ConsoleTable.text(empty)).contains("No trials yet");
    }
}
