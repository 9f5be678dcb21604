package dev.lethe.harness.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A bench as lines of text, one for each measurement. */
public final class BenchTable {

    private static final String ROW = "  %-14s %5s %12s %12s %12s %11s %9s";

    private BenchTable() {}

    /** What stands above a model's rows. */
    public static String head(BenchModel model, String dtype) {
        String title = String.format(
                Locale.ROOT,
                "%s: %.1f M weights, %s, batches of %d x %d tokens",
                model.name(),
                model.parameters() / 1e6,
                dtype,
                model.rows(),
                model.length());
        return title
                + System.lineSeparator()
                + String.format(ROW, "", "rows", "ms", "tokens/s", "utilisation", "of GFLOP/s", "peak MB");
    }

    /** One measurement. */
    public static String row(Measurement measurement) {
        if (measurement.reason() != null) {
            return String.format(
                    "  %-14s %5d  skipped: %s", measurement.operation(), measurement.rows(), measurement.reason());
        }
        return String.format(
                ROW,
                measurement.operation(),
                measurement.rows(),
                number("%.1f", measurement.milliseconds()),
                number("%,.0f", measurement.tokensPerSecond()),
                number("%.3f", measurement.utilisation()),
                number("%,.0f", scaled(measurement.peakFlopsPerSecond(), 1e9)),
                number("%,.0f", scaled(measurement.peakHostBytes(), 1e6)));
    }

    private static @Nullable Double scaled(@Nullable Number value, double unit) {
        return value == null ? null : value.doubleValue() / unit;
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}
