package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.ComputeSettings;
import dev.lethe.harness.config.ComputeSettings.Checkpointing;
import dev.lethe.harness.config.ComputeSettings.NumberFormat;
import dev.lethe.harness.config.DeviceChoice;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialEstimateTests {

    @TempDir
    private Path output;

    /** The target's files with another shape in its configuration: nothing of the weights is read before the estimate. */
    private Path enormous() throws IOException {
        Path model = SmallTrials.copyOfTarget(output.resolve("model"));
        Path config = model.resolve("config.json");
        String text = Files.readString(config);
        String changed = text.replaceFirst("\"num_hidden_layers\"\\s*:\\s*\\d+", "\"num_hidden_layers\" : 200")
                .replaceFirst("\"hidden_size\"\\s*:\\s*\\d+", "\"hidden_size\" : 32768")
                .replaceFirst("\"intermediate_size\"\\s*:\\s*\\d+", "\"intermediate_size\" : 131072");
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(config, changed);
        return model;
    }

    @Test
    void aModelThatDoesNotFitIsAnErrorBeforeItIsLoaded() throws IOException {
        TestMethod method = TestMethod.full();
        try (Trial trial = new SmallTrials(output)
                .model(enormous())
                .compute(new ComputeSettings(NumberFormat.FP32, DeviceChoice.AUTO, 1, Checkpointing.FALSE))
                .open(method)) {
            assertThatThrownBy(trial::unlearn)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("GB of memory")
                    .hasMessageContaining("-Dcheckpointing=true")
                    .hasMessageContaining("optimizer state")
                    .hasMessageContaining("-Dmethods.two-full.trainable=lora");
            assertThat(method.runs()).hasValue(0);
            trial.fail(new IllegalStateException("too large"));

            RunRecord record = RecordJson.read(trial.folder().resolve(RecordJson.FILE));
            assertThat(record.status()).isEqualTo(RunStatus.FAILED);
            assertThat(record.estimate().peakBytes()).isGreaterThan(10_000_000_000_000L);
        }
    }
}
