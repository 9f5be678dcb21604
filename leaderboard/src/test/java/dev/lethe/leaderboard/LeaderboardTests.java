package dev.lethe.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.spi.RunListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
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
