package dev.lethe.harness.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How resident memory went while a model was trained and decoded for long, as it is written.
 *
 * @param schemaVersion version of this form
 * @param environment where it was measured
 * @param model name of the model
 * @param dtype type of the computation
 * @param steps LoRA steps
 * @param decodes batches decoded
 * @param rows of a batch
 * @param length tokens of the longest row
 * @param trends of each part, after a warm-up of its first fifth; absent where the system tells no memory
 * @param looks at the memory, in their order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnduranceReport(
        int schemaVersion,
        BenchReport.Environment environment,
        String model,
        String dtype,
        int steps,
        int decodes,
        int rows,
        int length,
        @Nullable TreeMap<String, Trend> trends,
        List<Look> looks) {

    public EnduranceReport {
        looks = List.copyOf(looks);
    }

    /**
     * One look.
     *
     * @param part what was done
     * @param done how often so far
     * @param residentBytes of the process
     */
    public record Look(String part, int done, long residentBytes) {}

    /**
     * How memory went in one part.
     *
     * @param growth by how much the mean of the last fifth exceeds that of the fifth after the warm-up, as a share
     * @param spread by how much the largest exceeds the smallest after the warm-up, as a share
     */
    public record Trend(double growth, double spread) {}

    static EnduranceReport of(
            BenchReport.Environment environment, String model, String dtype, EnduranceBench bench, List<Look> looks) {
        var trends = new TreeMap<String, Trend>();
        looks.stream()
                .collect(Collectors.groupingBy(Look::part))
                .forEach((part, ofPart) -> trends.put(part, trend(ofPart)));
        return new EnduranceReport(
                BenchReport.SCHEMA_VERSION,
                environment,
                model,
                dtype,
                bench.steps(),
                bench.decodes(),
                bench.rows(),
                bench.length(),
                looks.isEmpty() ? null : trends,
                looks);
    }

    /** The first fifth is the warm-up. */
    static Trend trend(List<Look> looks) {
        int fifth = Math.max(1, looks.size() / 5);
        List<Look> warm = looks.subList(Math.min(fifth, looks.size() - 1), looks.size());
        double early = mean(warm.subList(0, Math.min(warm.size(), fifth)));
        double late = mean(warm.subList(Math.max(0, warm.size() - fifth), warm.size()));
        var sizes = warm.stream().mapToLong(Look::residentBytes).summaryStatistics();
        return new Trend(late / early - 1, (double) sizes.getMax() / sizes.getMin() - 1);
    }

    private static double mean(List<Look> looks) {
        return looks.stream().mapToLong(Look::residentBytes).average().orElseThrow();
    }

    /** Writes it as JSON. */
    public void write(Path file) {
        BenchJson.write(file, this);
    }

    /** As lines of text. */
    public String text() {
        String head = model + ", " + dtype + ": " + steps + " LoRA steps and " + decodes + " decodes of " + rows
                + " rows of up to " + length + " tokens";
        return trends == null
                ? head + "; this system does not tell the memory of a process"
                : trends.entrySet().stream()
                        .map(part -> String.format(
                                Locale.ROOT,
                                "  %-12s resident memory %+.2f %% from beginning to end, %.2f %% between smallest and"
                                        + " largest, after the warm-up",
                                part.getKey(),
                                100 * part.getValue().growth(),
                                100 * part.getValue().spread()))
                        .collect(Collectors.joining(System.lineSeparator(), head + System.lineSeparator(), ""));
    }
}
