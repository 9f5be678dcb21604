package dev.lethe.harness.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Median;
import org.jspecify.annotations.Nullable;

/**
 * How fast one operation is. What was not measured is absent, with the reason.
 *
 * @param operation its name
 * @param rows rows at once
 * @param samples runs after the warm-up
 * @param milliseconds median time of a run
 * @param fastestMilliseconds of the fastest run
 * @param tokensPerSecond tokens of a run over its median time
 * @param utilisation model FLOPs of a run over what the matrix-multiply peak at that time would do in it, in [0, 1]; median
 * @param peakFlopsPerSecond that peak, median
 * @param peakHostBytes largest resident memory, the model included
 * @param reason why nothing was measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measurement(
        String operation,
        int rows,
        @Nullable Integer samples,
        @Nullable Double milliseconds,
        @Nullable Double fastestMilliseconds,
        @Nullable Double tokensPerSecond,
        @Nullable Double utilisation,
        @Nullable Double peakFlopsPerSecond,
        @Nullable Long peakHostBytes,
        @Nullable String reason) {

    static Measurement of(Operation operation, BenchModel model, List<Sample> samples, @Nullable Long peakHostBytes) {
        double median = median(samples, Sample::seconds);
        double flops = operation.flops(model);
        return new Measurement(
                operation.label(),
                operation.rows(model),
                samples.size(),
                1e3 * median,
                1e3 * samples.stream().mapToDouble(Sample::seconds).min().orElseThrow(),
                operation.tokens(model) / median,
                median(samples, sample -> flops / sample.seconds() / sample.peak()),
                median(samples, Sample::peak),
                peakHostBytes,
                null);
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return Median.withDefaults()
                .evaluate(samples.stream().mapToDouble(value).toArray());
    }

    static Measurement skipped(Operation operation, BenchModel model, String reason) {
        return new Measurement(
                operation.label(), operation.rows(model), null, null, null, null, null, null, null, reason);
    }
}
