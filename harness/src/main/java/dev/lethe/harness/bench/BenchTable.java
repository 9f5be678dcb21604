package dev.lethe.harness.bench;

import java.util.ArrayList;
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

    /** What stands below a model's rows: its figures against each other. */
    public static String foot(BenchReport.ModelResult result) {
        var lines = new ArrayList<String>();
        if (result.loraOverTraining() != null) {
            lines.add("  a lora step takes " + number("%.2f", result.loraOverTraining()) + " of a training step");
        }
        DecodeComparison decoding = result.decoding();
        if (decoding != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %d rows decoded together: %.1f times as fast as one by one (%,.0f and %,.0f ms); %d rows equal,"
                            + " %d first differ at near ties, %d elsewhere",
                    decoding.rows(),
                    decoding.speedup(),
                    decoding.batchedMilliseconds(),
                    decoding.oneByOneMilliseconds(),
                    decoding.equalRows(),
                    decoding.nearTies(),
                    decoding.otherDifferences()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static @Nullable Double scaled(@Nullable Number value, double unit) {
        return value == null ? null : value.doubleValue() / unit;
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}
