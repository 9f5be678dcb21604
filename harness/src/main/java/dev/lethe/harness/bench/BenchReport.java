package dev.lethe.harness.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.record.Host;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.MatmulPeak;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bench found, as it is written.
 *
 * @param schemaVersion version of this form
 * @param environment where it was measured
 * @param dtype type of the computation: {@code fp32} or {@code bf16}
 * @param models in the order in which they were measured
 */
public record BenchReport(int schemaVersion, Environment environment, String dtype, List<ModelResult> models) {

    static final int SCHEMA_VERSION = 1;

    public BenchReport {
        models = List.copyOf(models);
    }

    BenchReport(Environment environment, String dtype, List<ModelResult> models) {
        this(SCHEMA_VERSION, environment, dtype, models);
    }

    /**
     * Where it was measured: figures of different environments do not compare.
     *
     * @param time when, in UTC
     * @param lethe version of Lethe
     * @param device what computed
     * @param processors that the JVM sees
     * @param threads of libtorch on the CPU
     * @param peakHostBytesOf what the memory peaks are of: each {@code measurement}, or the whole {@code process} so far
     */
    public record Environment(
            String time,
            String lethe,
            String jvm,
            String os,
            String cpu,
            String device,
            int processors,
            int threads,
            String peakHostBytesOf) {

        static Environment here(Compute compute, Precision precision, boolean peaksAreApart) {
            return new Environment(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    Host.lethe(),
                    Host.jvm(),
                    Host.os(),
                    Host.cpu(),
                    compute.device().toString().replace("()", ""),
                    Runtime.getRuntime().availableProcessors(),
                    MatmulPeak.known(compute, precision.compute()).threads(),
                    peaksAreApart ? "measurement" : "process");
        }
    }

    /**
     * One model.
     *
     * @param parameters number of weights
     * @param rows of its batches of training and forward passes
     * @param length tokens of each
     * @param loraOverTraining time of a LoRA step over that of a full one; absent where one was not measured
     * @param decoding rows decoded together against one by one; absent for large models
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModelResult(
            String name,
            long parameters,
            int rows,
            int length,
            List<Measurement> measurements,
            @Nullable Double loraOverTraining,
            @Nullable DecodeComparison decoding) {

        public ModelResult {
            measurements = List.copyOf(measurements);
        }

        static ModelResult of(BenchModel model, List<Measurement> measurements, @Nullable DecodeComparison decoding) {
            Double lora = milliseconds(measurements, Operation.LORA_STEP);
            Double training = milliseconds(measurements, Operation.TRAINING_STEP);
            return new ModelResult(
                    model.name(),
                    model.parameters(),
                    model.rows(),
                    model.length(),
                    measurements,
                    lora == null || training == null ? null : lora / training,
                    decoding);
        }

        private static @Nullable Double milliseconds(List<Measurement> measurements, Operation operation) {
            return measurements.stream()
                    .filter(measurement ->
                            measurement.operation().equals(operation.label()) && measurement.milliseconds() != null)
                    .map(Measurement::milliseconds)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Writes it as JSON. */
    public void write(Path file) {
        BenchJson.write(file, this);
    }
}
