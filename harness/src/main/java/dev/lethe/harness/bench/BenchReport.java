package dev.lethe.harness.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lethe.harness.record.AtomicFile;
import dev.lethe.harness.record.Host;
import dev.lethe.harness.record.RecordJson;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a bench found, as it is written.
 *
 * @param schemaVersion version of this form
 * @param environment where it was measured
 * @param dtype type of the computation: {@code fp32} or {@code bf16}
 * @param models in the order in which they were measured
 */
public record BenchReport(int schemaVersion, Environment environment, String dtype, List<ModelResult> models) {

    private static final int SCHEMA_VERSION = 1;

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

        static Environment here(String device, int threads, boolean peaksAreApart) {
            return new Environment(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    Host.lethe(),
                    Host.jvm(),
                    Host.os(),
                    Host.cpu(),
                    device,
                    Runtime.getRuntime().availableProcessors(),
                    threads,
                    peaksAreApart ? "measurement" : "process");
        }
    }

    /**
     * One model.
     *
     * @param parameters number of weights
     * @param rows of its batches of training and forward passes
     * @param length tokens of each
     */
    public record ModelResult(String name, long parameters, int rows, int length, List<Measurement> measurements) {

        public ModelResult {
            measurements = List.copyOf(measurements);
        }
    }

    /** Writes it as JSON. */
    public void write(Path file) {
        AtomicFile.write(file, RecordJson.text(JsonMapper.builder().build().valueToTree(this)));
    }
}
