package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.evaluation.MetricVersion;
import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderboardCommandTests {

    @TempDir
    private Path output;

    @Test
    void rendersThePageBesideTheRuns() throws IOException {
        Path trial = Files.createDirectories(output.resolve("runs").resolve("tiny-sugd-42-abc"));
        Provenance provenance = Provenance.here("w", "d", "c", MetricVersion.CURRENT, "cpu", "fp32");
        RecordJson.write(
                trial.resolve(RecordJson.FILE),
                RunRecord.running("tiny sugd 42", "abc", "tiny", "sugd", 42, Map.of(), provenance)
                        .failed(Instant.EPOCH, "the loss is not finite"));

        Console console = Console.lethe("leaderboard", output.resolve("runs").toString());

        Path page = output.resolve("leaderboard").resolve("index.html");
        assertThat(console.err()).isEmpty();
        assertThat(console.exitCode()).isZero();
        assertThat(console.out()).contains("tiny sugd 42", "the loss is not finite");
        assertThat(console.out().strip()).endsWith("Leaderboard: " + page);
        assertThat(page).content().contains("the loss is not finite");
        assertThat(page.resolveSibling("leaderboard.json")).exists();
    }

    @Test
    void namesTheFolderThatIsMissing() {
        Path missing = output.resolve("missing");

        Console console = Console.lethe("leaderboard", missing.toString());

        assertThat(console.exitCode()).isEqualTo(2);
        assertThat(console.err()).startsWith(missing + " is not a folder").doesNotContain("\tat ");
        assertThat(output).isEmptyDirectory();
    }
}
