package dev.lethe.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.SyntheticCheckpoint;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benches that watch memory. */
class MemoryBenchTests {

    private static final DecoderConfig SMALL = DecoderConfig.olmo(64, 32, 2, 2, 64, 0, 1, 256, false);

    @TempDir
    private Path folder;

    @Test
    void loadsTrainsAndDecodesACheckpointOfNoise() throws IOException {
        Path config = Files.writeString(folder.resolve("shape.json"), SMALL.toJson());
        Path checkpoint = Files.createDirectory(folder.resolve("small"));
        SyntheticCheckpoint.write(config, checkpoint, 1);

        try (Compute compute = Compute.best()) {
            LoadReport report = new LoadBench(2, 16, 4, true).run(compute, checkpoint, Precision.BFLOAT16);

            assertThat(report.model()).isEqualTo("small");
            // Embedding and head 64 x 32, each of two blocks four times 32 x 32 and three times 32 x 64.
            assertThat(report.parameters()).isEqualTo(2 * 64 * 32 + 2 * (4 * 32 * 32 + 3 * 32 * 64));
            assertThat(report.loadedBytes()).isEqualTo(2 * report.parameters());
            assertThat(report.parts())
                    .extracting(LoadReport.Part::what)
                    .containsExactly("load", "lora steps", "decoded tokens");
            assertThat(report.parts())
                    .extracting(LoadReport.Part::peakHostBytes)
                    .isSorted();
            assertThat(report.text()).contains("small: 0.0 M weights, bf16", "lora steps", "peak");
            report.write(folder.resolve("load.json"));
            assertThat(folder.resolve("load.json"))
                    .content()
                    .contains("\"loadPeakOverLoaded\"", "\"checkpointing\" : true");
        }
    }

    @Test
    void endureTrainingAndDecoding() {
        var model = new BenchModel("small", SMALL, 2, 8);

        try (Compute compute = Compute.best()) {
            EnduranceReport report = new EnduranceBench(40, 20, 2, 16).run(compute, model, Precision.FLOAT32);

            assertThat(report.trends()).containsOnlyKeys("decodes", "lora steps");
            assertThat(report.looks()).hasSize(40 + 20);
            assertThat(report.text()).contains("40 LoRA steps and 20 decodes", "resident memory");
        }
    }

    private static List<EnduranceReport.Look> looks(long... bytes) {
        return LongStream.of(bytes)
                .mapToObj(size -> new EnduranceReport.Look("part", 1, size))
                .toList();
    }

    @Test
    void aTrendLeavesTheWarmUpOut() {
        EnduranceReport.Trend flat = EnduranceReport.trend(looks(1, 100, 100, 100, 100));
        EnduranceReport.Trend rising = EnduranceReport.trend(looks(1, 100, 110, 120, 110));

        assertThat(flat).isEqualTo(new EnduranceReport.Trend(0, 0));
        assertThat(rising.growth()).isCloseTo(0.1, within(1e-12));
        assertThat(rising.spread()).isCloseTo(0.2, within(1e-12));
    }
}
