package dev.lethe.harness.estimate;

import dev.lethe.harness.model.AdapterTargets;
import dev.lethe.harness.model.LoraConfig;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.Trainable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a run is going to take.
 *
 * @param workload what it does at once
 * @param memory bytes, part by part
 * @param seconds how long it computes, loading aside
 */
public record ResourceEstimate(Workload workload, MemoryNeed memory, double seconds) {

    /** Rank of the adapter that is proposed in place of training weights: that of the published methods. */
    private static final int PROPOSED_RANK = 16;

    private static final double GIGABYTE = 1e9;

    /** Estimates a run. */
    public static ResourceEstimate of(Workload workload, PlannedWork work, ComputeRates rates) {
        return new ResourceEstimate(workload, MemoryNeed.of(workload), work.seconds(workload, rates));
    }

    /** One line for the log: {@code about 4.1 GB (weights 2.6, activations 0.8, ...) and 12 min}. */
    public String summary() {
        return "about " + gigabytes(memory.peak()) + " GB (" + parts() + ") and " + duration(seconds);
    }

    /** Compares the peak with what there is. */
    public Optional<String> check(AvailableMemory available) {
        return check(memory.peak(), available.bytes(), available.source());
    }

    /**
     * Compares a need with what there is.
     *
     * @param need bytes, for example the peak without what the process already holds
     * @return an error for the user where it does not fit: how much of what, and what to change
     */
    public Optional<String> check(long need, long available, String source) {
        if (need <= available) {
            return Optional.empty();
        }
        return Optional.of("This run needs about " + gigabytes(need) + " GB of memory (" + parts() + "), but "
                + gigabytes(available) + " GB are " + source + ". " + advice(need - available));
    }

    /** Names each single change that would save memory, those that suffice first. */
    private String advice(long excess) {
        Map<String, Long> savings = new LinkedHashMap<>();
        alternatives()
                .forEach((change, changed) -> savings.put(
                        change, memory.peak() - MemoryNeed.of(changed).peak()));
        String enough = listed(savings, excess, Long.MAX_VALUE);
        String some = listed(savings, 1, excess - 1);
        if (!enough.isEmpty()) {
            return "Any of these makes it fit: " + enough + ".";
        }
        String other = "free memory, use a machine with more of it, or choose a smaller model";
        return some.isEmpty()
                ? "To mend it, " + other + "."
                : "No single change makes it fit; these help together: " + some + ". Otherwise " + other + ".";
    }

    private static String listed(Map<String, Long> savings, long atLeast, long atMost) {
        return savings.entrySet().stream()
                .filter(saving -> saving.getValue() >= atLeast && saving.getValue() <= atMost)
                .map(saving -> saving.getKey() + " (saves " + gigabytes(saving.getValue()) + " GB)")
                .collect(Collectors.joining(", "));
    }

    private Map<String, Workload> alternatives() {
        Map<String, Workload> changed = new LinkedHashMap<>();
        if (!workload.checkpointing() && workload.trained().rows() > 0) {
            changed.put("activation checkpointing (-Dcheckpointing=true)", workload.withCheckpointing());
        }
        if (workload.trained().rows() > 1) {
            changed.put(
                    "half as many rows in a batch (-Dmethods.METHOD.batchSize=)",
                    workload.withTrained(new Workload.Trained(
                            workload.trained().rows() / 2, workload.trained().length())));
        }
        if (!workload.precision().equals(Precision.BFLOAT16)) {
            changed.put("bfloat16 (-Ddtype=bf16)", workload.withPrecision(Precision.BFLOAT16));
        }
        if (workload.trained().rows() > 0 && workload.beside().replicas() > 1) {
            HeldBeside beside = workload.beside();
            changed.put(
                    "one model instead of several in one memory (-Dreplicas=1)",
                    workload.withBeside(
                            new HeldBeside(beside.reference(), beside.trainedCopies(), beside.importance(), 1)));
        }
        if (workload.trained().rows() > 0 && workload.trainable().adapter().isEmpty()) {
            var adapter = new LoraConfig(PROPOSED_RANK, PROPOSED_RANK, AdapterTargets.usual(workload.config()), false);
            changed.put(
                    "training an adapter (-Dmethods.METHOD.trainable=lora)",
                    workload.withTrainable(new Trainable.Lora(adapter)));
        }
        return changed;
    }

    private String parts() {
        boolean training = Math.max(memory.training(), memory.initialization()) >= memory.generation();
        boolean initialization = training && memory.initialization() > memory.training();
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("weights", memory.frozenWeights() + memory.trainedWeights());
        parts.put("gradients", training ? memory.gradients() : 0);
        parts.put("optimizer state", training && !initialization ? memory.optimizerState() : 0);
        parts.put("activations", training ? memory.activations() : 0);
        parts.put("head", training ? memory.head() : 0);
        parts.put("reference", training ? memory.reference() : 0);
        parts.put("kept copies", training && !initialization ? memory.copies() : 0);
        parts.put("importance of weights", initialization ? memory.importance() : 0);
        parts.put("other replicas", training ? memory.otherReplicas() : 0);
        parts.put("casts", training ? memory.trainingCasts() : memory.generationCasts());
        parts.put("key-value cache", training ? 0 : memory.cache());
        parts.put("runtime", memory.runtime());
        return parts.entrySet().stream()
                .filter(part -> part.getValue() > 0)
                .map(part -> part.getKey() + " " + gigabytes(part.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < GIGABYTE / 20 ? "%.3f" : "%.1f", bytes / GIGABYTE);
    }

    /** A duration as a person says it: 45 s, 12 min, 3.5 h. */
    static String duration(double seconds) {
        if (seconds < 100) {
            return Math.round(seconds) + " s";
        }
        return seconds < 6000
                ? Math.round(seconds / 60) + " min"
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
