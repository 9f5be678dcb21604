package dev.lethe.harness.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param utilisation model FLOPs over what the matrix-multiply peak would do in the median time, in [0, 1]
 * @param peakFlopsPerSecond that peak: the larger of before and after
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

    /** @param seconds of each run, sorted */
    static Measurement of(
            Operation operation, BenchModel model, double[] seconds, double peak, @Nullable Long peakHostBytes) {
        double median = (seconds[(seconds.length - 1) / 2] + seconds[seconds.length / 2]) / 2;
        return new Measurement(
                operation.label(),
                operation.rows(model),
                seconds.length,
                1e3 * median,
                1e3 * seconds[0],
                operation.tokens(model) / median,
                operation.flops(model) / median / peak,
                peak,
                peakHostBytes,
                null);
    }

    static Measurement skipped(Operation operation, BenchModel model, String reason) {
        return new Measurement(
                operation.label(), operation.rows(model), null, null, null, null, null, null, null, reason);
    }
}
