package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.model.AdapterFolder;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubModelTrialTests {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path output;

    @Test
    void aTrialRunsOnAModelOfTheHubsCache() throws IOException {
        Path hub = output.resolve("hub");
        Path repository = hub.resolve("models--org--small");
        SmallTrials.copyOfTarget(repository.resolve("snapshots").resolve(COMMIT));
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("refs/main"), COMMIT);

        RunRecord record =
                new SmallTrials(output).model("org/small", hub).limit(1).complete(TestMethod.lora());

        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record.model()).isEqualTo("org/small");
        assertThat(Files.readString(adapterConfig()))
                .contains("\"base_model_name_or_path\" : \"org/small\"", "\"revision\" : \"" + COMMIT + "\"");
    }

    private Path adapterConfig() throws IOException {
        try (Stream<Path> files = Files.walk(output.resolve("runs"))) {
            return files.filter(file -> file.endsWith(AdapterFolder.CONFIG))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
