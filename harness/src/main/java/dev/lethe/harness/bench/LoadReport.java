package dev.lethe.harness.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a checkpoint takes, as it is written.
 *
 * @param schemaVersion version of this form
 * @param environment where it was measured
 * @param model name of the model
 * @param parameters number of weights
 * @param dtype type of the computation
 * @param length tokens of a training row
 * @param checkpointing whether blocks were run again on the way back
 * @param loadedBytes of the weights in memory
 * @param residentBytesBefore of the process, before it loaded
 * @param loadPeakOverLoaded peak of the whole process while it loaded, over the weights in memory
 * @param loadGrowthOverLoaded the same without what was resident before
 * @param peakHostBytes peak of the whole process in all
 * @param parts in their order
 */
public record LoadReport(
        int schemaVersion,
        BenchReport.Environment environment,
        String model,
        long parameters,
        String dtype,
        int length,
        boolean checkpointing,
        long loadedBytes,
        long residentBytesBefore,
        double loadPeakOverLoaded,
        double loadGrowthOverLoaded,
        long peakHostBytes,
        List<Part> parts) {

    public LoadReport {
        parts = List.copyOf(parts);
    }

    /**
     * One thing that was done.
     *
     * @param count how often
     * @param peakHostBytes peak of the process up to its end
     */
    public record Part(String what, int count, double seconds, long peakHostBytes) {}

    /** @param parts loading first */
    static LoadReport of(
            BenchReport.Environment environment,
            BenchModel model,
            LoadBench bench,
            String dtype,
            long loadedBytes,
            long before,
            List<Part> parts) {
        long loadPeak = parts.get(0).peakHostBytes();
        return new LoadReport(
                BenchReport.SCHEMA_VERSION,
                environment,
                model.name(),
                model.parameters(),
                dtype,
                bench.length(),
                bench.checkpointing(),
                loadedBytes,
                before,
                (double) loadPeak / loadedBytes,
                (double) (loadPeak - before) / loadedBytes,
                parts.get(parts.size() - 1).peakHostBytes(),
                parts);
    }

    /** Writes it as JSON. */
    public void write(Path file) {
        BenchJson.write(file, this);
    }

    /** As lines of text. */
    public String text() {
        String head = String.format(
                Locale.ROOT,
                "%s: %.1f M weights, %s, %,.0f MB loaded; peak while loading %.3f of that (%.3f without the %,.0f MB before)",
                model,
                parameters / 1e6,
                dtype,
                loadedBytes / 1e6,
                loadPeakOverLoaded,
                loadGrowthOverLoaded,
                residentBytesBefore / 1e6);
        return parts.stream()
                .map(part -> String.format(
                        Locale.ROOT,
                        "  %3d %-14s %8.1f s, peak %,.0f MB",
                        part.count(),
                        part.what(),
                        part.seconds(),
                        part.peakHostBytes() / 1e6))
                .collect(Collectors.joining(System.lineSeparator(), head + System.lineSeparator(), ""));
    }
}
