package dev.lethe.harness.record;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The durability probes: ways to look for what an unlearned model still knows. Not to be confused with the two probes of
 * a task, {@link dev.lethe.data.Probe}, which they ask again.
 */
public enum ProbeName {
    /** Training on a few forget documents, then asking for the others. */
    RELEARNING("relearning"),
    /** Weights through 8 bits and back. */
    INT8("int8"),
    /** Weights through 4 bits and back. */
    INT4("int4"),
    /** The same in other words. */
    PARAPHRASE("paraphrase"),
    /** The same behind an instruction. */
    PREFIX("prefix"),
    /** How little of an answer has to be given for the rest to follow. */
    EXTRACTION("extraction");

    private final String label;

    ProbeName(String label) {
        this.label = label;
    }

    /** The name as it is asked for, and in records. */
    public String label() {
        return label;
    }

    /** The probe of a label. */
    public static Optional<ProbeName> find(String label) {
        return Arrays.stream(values()).filter(name -> name.label.equals(label)).findFirst();
    }

    /** All labels, in the order of the probes. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(ProbeName::label).toList();
    }
}
