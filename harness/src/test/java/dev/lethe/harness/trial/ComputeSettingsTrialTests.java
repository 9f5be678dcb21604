package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.data.UserException;
import dev.lethe.harness.config.ComputeSettings;
import dev.lethe.harness.config.ComputeSettings.Checkpointing;
import dev.lethe.harness.config.ComputeSettings.NumberFormat;
import dev.lethe.harness.config.DeviceChoice;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Number format, device, replicas and checkpointing as a trial takes them. */
class ComputeSettingsTrialTests {

    private static final DeviceChoice CPU = DeviceChoice.parse("cpu");

    @TempDir
    private Path output;

    private SmallTrials trials(NumberFormat dtype, int replicas, Checkpointing checkpointing) {
        return new SmallTrials(output).compute(new ComputeSettings(dtype, CPU, replicas, checkpointing));
    }

    @Test
    void autoTakesTheSmallTargetInFloat32OnOneDevice() {
        RunRecord record = SmallTrials.undisturbed(TestMethod.lora());

        assertThat(record.provenance().dtype()).isEqualTo("fp32");
        assertThat(record.provenance().device()).doesNotContain(" x ");
    }

    @Test
    void bfloat16IsTakenAndRecorded() {
        RunRecord record = trials(NumberFormat.BF16, 1, Checkpointing.AUTO).complete(TestMethod.lora());

        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record.provenance().dtype()).isEqualTo("bf16");
    }

    @Test
    void replicasShareTheBatchesOfAStep() throws IOException {
        try (Trial trial = trials(NumberFormat.AUTO, 2, Checkpointing.AUTO).open(TestMethod.lora())) {
            trial.unlearn();

            assertThat(Files.readAllLines(trial.folder().resolve("steps.csv")))
                    .as("two batches are one step, below the line of titles")
                    .hasSize(1 + 1);
            assertThat(trial.complete().provenance().device()).isEqualTo("cpu x 2");
        }
    }

    @Test
    void checkpointingChangesNothingButMemory() {
        RunRecord record = trials(NumberFormat.AUTO, 1, Checkpointing.TRUE).complete(TestMethod.full());

        assertThat(record.scores().taskAggregate())
                .isEqualTo(SmallTrials.undisturbed(TestMethod.full()).scores().taskAggregate());
    }

    @Test
    void withoutMasterWeightsTheModelIsBfloat16() {
        RunRecord record = trials(NumberFormat.AUTO, 1, Checkpointing.AUTO)
                .override("masterWeights", "NONE")
                .complete(TestMethod.full());

        assertThat(record.provenance().dtype()).isEqualTo("bf16");
        assertThat(record.parameters()).containsEntry("masterWeights", "NONE");
    }

    @Test
    void withoutMasterWeightsFloat32IsAContradiction() {
        SmallTrials trials = trials(NumberFormat.FP32, 1, Checkpointing.AUTO).override("masterWeights", "NONE");

        assertThatThrownBy(() -> trials.complete(TestMethod.full()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("masterWeights is NONE")
                .hasMessageContaining("dtype is fp32");
    }

    @Test
    void aDeviceThatIsNotThereIsAnError() {
        SmallTrials trials = new SmallTrials(output)
                .compute(
                        new ComputeSettings(NumberFormat.AUTO, DeviceChoice.parse("cuda:4000"), 1, Checkpointing.AUTO));

        assertThatThrownBy(() -> trials.complete(TestMethod.lora()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cuda:4000");
    }
}
