package dev.lethe.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.lethe.data.UserException;
import dev.lethe.harness.SmallData;
import dev.lethe.harness.config.ComputeSettings;
import dev.lethe.harness.config.ComputeSettings.Checkpointing;
import dev.lethe.harness.config.ComputeSettings.NumberFormat;
import dev.lethe.harness.config.DeviceChoice;
import dev.lethe.harness.estimate.MemoryNeed;
import dev.lethe.harness.estimate.ResourceEstimate;
import dev.lethe.harness.record.Estimate;
import dev.lethe.harness.record.RecordJson;
import dev.lethe.harness.record.RunRecord;
import dev.lethe.harness.record.RunStatus;
import dev.lethe.harness.spi.MethodCatalog;
import dev.lethe.harness.spi.Progress;
import dev.lethe.harness.token.Tokenizer;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
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
    void retrainingIsCountedStepByStep() throws IOException {
        try (Trial trial = new SmallTrials(output).open(TestMethod.retrained())) {
            trial.unlearn();

            Estimate estimate =
                    RecordJson.read(trial.folder().resolve(RecordJson.FILE)).estimate();
            assertThat(estimate.steps())
                    .isEqualTo(Files.readAllLines(trial.folder().resolve("steps.csv"))
                                    .size()
                            - 1);
            assertThat(estimate.seconds()).isGreaterThan(seconds(TestMethod.lora()));
        }
    }

    private double seconds(TestMethod method) {
        try (Trial trial = new SmallTrials(output).open(method)) {
            trial.unlearn();
            return RecordJson.read(trial.folder().resolve(RecordJson.FILE))
                    .estimate()
                    .seconds();
        }
    }

    @Test
    void replicasOnOneProcessorTakeMemoryForEachAndShareItsTime() {
        try (Compute compute = Compute.on(Device.cpu())) {
            ResourceEstimate one = estimate(compute, 1);
            ResourceEstimate two = estimate(compute, 2);

            MemoryNeed memory = one.memory();
            assertThat(two.memory().training() - memory.training())
                    .isPositive()
                    .isEqualTo(memory.training() - memory.runtime());
            assertThat(two.memory().generation()).isEqualTo(memory.generation());
            assertThat(two.seconds()).isEqualTo(one.seconds());
        }
    }

    private ResourceEstimate estimate(Compute compute, int replicas) {
        TestMethod method = TestMethod.full();
        TrialPlan plan = new SmallTrials(output).plan(method);
        var target = new TargetSource(SmallData.RECIPE).prepare(plan, compute, Progress.SILENT, () -> false);
        TrialSetup setup =
                TrialSetup.of(plan, target, new MethodCatalog(List.of(method)), Collections.nCopies(replicas, compute));
        try (Tokenizer tokenizer = Tokenizer.load(target.model().folder())) {
            return TrialEstimate.of(setup, tokenizer).resources();
        }
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
