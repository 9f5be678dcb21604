package dev.lethe.harness.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.torch.Dtype;
import org.junit.jupiter.api.Test;

class ResourceEstimateTests {

    /** OLMo 1B: 1,176,764,416 weights as published, the head tied. */
    private static final DecoderConfig ONE_BILLION = DecoderConfig.olmo(50_304, 2048, 16, 16, 8192, 0, 1, 2048, true);

    private static final ComputeRates RATES = new ComputeRates(1e3, 2e3, 500);

    private static ResourceEstimate of(Workload workload) {
        return ResourceEstimate.of(
                workload,
                PlannedWork.training(
                        1, workload.trained().rows(), workload.trained().length()),
                RATES);
    }

    @Test
    void timeIsFlopsOverRates() {
        var work = new PlannedWork(new TrainingWork(10, 3), 4, 3, 5, 2, 2);
        Workload workload = Workload.training(Shapes.SMALL, Precision.FLOAT32, new Trainable.Full(), 1, 3)
                .withGenerated(new Workload.Generated(5, 2, 2));

        // Forward 2064, full step 6192, decoding 1632 + 160 + 192 = 1984 a row, as in ModelFlopsTests.
        assertThat(ResourceEstimate.of(workload, work, RATES).seconds())
                .isCloseTo(10 * 6.192 + 4 * 1.032 + 5 * 3.968, within(1e-9));
        assertThat(ResourceEstimate.of(workload.withCheckpointing(), PlannedWork.training(1, 1, 3), RATES)
                        .seconds())
                .isCloseTo(6.192 + 2.064, within(1e-9));
    }

    @Test
    void timeCountsTheReferenceTheImportanceAndTheDevices() {
        Workload workload = Workload.training(Shapes.SMALL, Precision.FLOAT32, Shapes.LORA, 1, 3);
        var flops = new ModelFlops(Shapes.SMALL);
        double pass = flops.step(Shapes.LORA, 1, 3) / 1e3;
        double importance =
                flops.step(new Trainable.Linears(Shapes.LORA.config().targetModules()), 1, 3) / 1e3;

        assertThat(new TrainingWork(10, 3).seconds(workload, RATES)).isCloseTo(10 * pass, within(1e-9));
        // Forward 2064 at a rate of 2000; the estimate of importance runs on the first device alone.
        assertThat(new TrainingWork(10, 3, 4, 6, 2).seconds(workload, RATES))
                .isCloseTo((10 * pass + 4 * 1.032) / 2 + 6 * importance, within(1e-9));
        assertThat(importance).isGreaterThan(pass);
    }

    @Test
    void namesWhatIsHeldBeside() {
        Workload full = Workload.training(ONE_BILLION, Precision.BFLOAT16, new Trainable.Full(), 1, 256);

        assertThat(of(full.withBeside(new HeldBeside(true, 2, false, 2)))
                        .check(new AvailableMemory(1_000_000_000L, "free on this machine")))
                .get()
                .asString()
                .contains("reference 4.7", "kept copies 9.4", "other replicas ", "-Dreplicas=1")
                .doesNotContain("importance");
        assertThat(of(full).summary()).doesNotContain("reference", "kept", "replicas");
        Workload adapter = Workload.training(ONE_BILLION, Precision.BFLOAT16, Shapes.LORA, 1, 256);
        assertThat(of(adapter.withBeside(new HeldBeside(false, 0, true, 1))).summary())
                .contains("importance of weights")
                .doesNotContain("optimizer state");
    }

    @Test
    void saysNothingWhereItFits() {
        ResourceEstimate estimate = of(Workload.training(ONE_BILLION, Precision.BFLOAT16, Shapes.LORA, 1, 256));

        // Weights 2.35 GB; the rest is small.
        assertThat(estimate.memory().peak()).isBetween(2_800_000_000L, 4_500_000_000L);
        assertThat(estimate.check(new AvailableMemory(6_000_000_000L, "free on this machine")))
                .isEmpty();
        assertThat(estimate.summary()).startsWith("about 3.").contains("weights 2.4");
    }

    @Test
    void namesEachChangeThatMakesItFit() {
        ResourceEstimate estimate = of(Workload.training(ONE_BILLION, Precision.FLOAT32, new Trainable.Full(), 8, 256));

        assertThat(estimate.check(new AvailableMemory(16_000_000_000L, "free on this machine")))
                .get()
                .asString()
                .contains("needs about 3", "16.0 GB are free on this machine", "optimizer state 9.4")
                .contains("Any of these makes it fit: training an adapter (-Dmethods.METHOD.trainable=lora)")
                .doesNotContain("checkpointing=true");
    }

    @Test
    void saysWhenNoSingleChangeIsEnough() {
        ResourceEstimate estimate = of(Workload.training(ONE_BILLION, Precision.FLOAT32, new Trainable.Full(), 8, 256));

        assertThat(estimate.check(new AvailableMemory(1_000_000_000L, "free on this machine")))
                .get()
                .asString()
                .contains("No single change", "-Dcheckpointing=true", "half as many rows", "smaller model");
    }

    @Test
    void offersNoChangeThatIsAlreadyMade() {
        Workload smallest = Workload.training(ONE_BILLION, Precision.BFLOAT16, Shapes.LORA, 1, 256)
                .withCheckpointing();

        assertThat(of(smallest).check(new AvailableMemory(1_000_000_000L, "free on this machine")))
                .get()
                .asString()
                .endsWith("To mend it, free memory, use a machine with more of it, or choose a smaller model.");
    }

    @Test
    void assumedRatesAreSharesOfThePeak() {
        assertThat(ComputeRates.assumed(100, Dtype.FLOAT32)).isEqualTo(new ComputeRates(60, 65, 25));
        assertThat(ComputeRates.assumed(100, Dtype.BFLOAT16)).isEqualTo(new ComputeRates(30, 40, 12));
    }

    @Test
    void durationsAreSaidAsPeopleDo() {
        assertThat(ResourceEstimate.duration(45.2)).isEqualTo("45 s");
        assertThat(ResourceEstimate.duration(720)).isEqualTo("12 min");
        assertThat(ResourceEstimate.duration(12_600)).isEqualTo("3.5 h");
    }
}
