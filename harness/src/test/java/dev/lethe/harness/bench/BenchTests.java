package dev.lethe.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.data.UserException;
import dev.lethe.harness.model.DecoderConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.torch.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTests {

    private static final DecoderConfig SMALL = DecoderConfig.olmo(64, 32, 2, 2, 64, 0, 1, 256, false);

    @TempDir
    private Path folder;

    private static final class Seen implements Bench.Listener {
        private final List<String> names = new ArrayList<>();

        @Override
        public void begin(BenchModel model) {
            names.add(model.name());
        }

        @Override
        public void measured(Measurement measurement) {
            names.add(measurement.operation() + " " + measurement.rows());
        }

        @Override
        public void end(BenchReport.ModelResult result) {
            names.add("end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp32", "bf16"})
    void measuresEveryOperation(String dtype) throws IOException {
        Precision precision = dtype.equals("fp32") ? Precision.FLOAT32 : Precision.BFLOAT16;
        var seen = new Seen();
        Path file = folder.resolve("bench.json");

        try (Compute compute = Compute.best()) {
            new Bench(compute, precision, 2, 1)
                    .run(List.of(new BenchModel("small", SMALL, 2, 8)), seen)
                    .write(file);
        }

        assertThat(seen.names)
                .containsExactly(
                        "small",
                        "forward 2",
                        "lora step 2",
                        "decode 1",
                        "decode 16",
                        "decode 64",
                        "training step 2",
                        "end");
        JsonNode report = new ObjectMapper().readTree(Files.readAllBytes(file));
        assertThat(report.path("dtype").asText()).isEqualTo(dtype);
        assertThat(report.at("/environment/threads").asInt()).isPositive();
        assertThat(report.at("/environment/cpu").asText()).isNotBlank();
        assertThat(report.at("/models/0/measurements")).hasSize(6).allSatisfy(measurement -> {
            assertThat(measurement.path("samples").asInt()).isEqualTo(2);
            assertThat(measurement.path("utilisation").asDouble()).isBetween(1e-6, 1.0);
            assertThat(measurement.path("tokensPerSecond").asDouble()).isPositive();
            assertThat(measurement.has("reason")).isFalse();
        });
        assertThat(report.at("/models/0/loraOverTraining").asDouble()).isPositive();
        JsonNode decoding = report.at("/models/0/decoding");
        assertThat(decoding.path("rows").asInt()).isEqualTo(64);
        assertThat(decoding.path("speedup").asDouble()).isPositive();
        assertThat(decoding.path("equalRows").asInt()
                        + decoding.path("nearTies").asInt()
                        + decoding.path("otherDifferences").asInt())
                .isEqualTo(64);
    }

    @Test
    void skipsWhatDoesNotFit() {
        DecoderConfig vast = DecoderConfig.olmo(1_000_000, 65_536, 1000, 64, 262_144, 0, 1, 256, false);

        try (Compute compute = Compute.best()) {
            BenchReport report = new Bench(compute, Precision.BFLOAT16, 1, 1)
                    .run(List.of(new BenchModel("vast", vast, 1, 8)), new Seen());

            assertThat(report.models().get(0).measurements()).hasSize(6).allSatisfy(measurement -> {
                assertThat(measurement.milliseconds()).isNull();
                assertThat(measurement.reason()).contains("GB of memory");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny, 3145728, 8", "35m, 35651584, 8", "125m, 123568128, 8", "1b, 1279787008, 1"})
    void knowsItsSizes(String name, long parameters, int rows) {
        BenchModel model = BenchModel.named(name);

        assertThat(model.parameters()).isEqualTo(parameters);
        assertThat(model.rows()).isEqualTo(rows);
        assertThat(BenchModel.names()).contains(name);
    }

    @Test
    void takesTheShapeOfACheckpoint() throws IOException {
        Path config = Files.writeString(folder.resolve(DecoderConfig.FILE_NAME), SMALL.toJson());

        assertThat(BenchModel.at(folder).config().width()).isEqualTo(32);
        assertThat(BenchModel.at(config).name()).isEqualTo(folder.getFileName().toString());
    }

    @Test
    void namesTheSizesThereAre() {
        assertThatThrownBy(() -> BenchModel.named("36m"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\"36m\"")
                .hasMessageContaining("tiny, 35m, 125m, 1b");
        assertThatThrownBy(() -> BenchModel.at(folder.resolve("none"))).isInstanceOf(UserException.class);
    }

    @Test
    void promptsOfABatchDifferAroundTheSingleOne() {
        assertThat(Operation.DECODE_1.promptLengths()).containsExactly(32);
        assertThat(Operation.DECODE_64.promptLengths()).hasSize(64).contains(16, 48);
        assertThat(IntStream.of(Operation.DECODE_64.promptLengths())).allMatch(length -> length >= 16 && length <= 48);
    }

    @Test
    void utilisationIsModelFlopsOverThePeak() {
        var model = new BenchModel("small", SMALL, 2, 8);
        double flops = Operation.TRAINING_STEP.flops(model);

        // The machine is half as fast in the runs that take longer: all reach half of its peak but one.
        List<Sample> samples = List.of(
                new Sample(0.4, flops / 0.2),
                new Sample(0.2, flops / 0.1),
                new Sample(0.1, flops / 0.1),
                new Sample(0.4, flops / 0.2));

        Measurement measurement = Measurement.of(Operation.TRAINING_STEP, model, samples, 7L);

        // The median is 0.3 s. 16 tokens a run.
        assertThat(measurement.utilisation()).isCloseTo(0.5, within(1e-12));
        assertThat(measurement.milliseconds()).isCloseTo(300, within(1e-9));
        assertThat(measurement.fastestMilliseconds()).isCloseTo(100, within(1e-9));
        assertThat(measurement.tokensPerSecond()).isCloseTo(16 / 0.3, within(1e-9));
    }
}
