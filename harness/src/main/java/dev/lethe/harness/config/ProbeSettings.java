package dev.lethe.harness.config;

import dev.lethe.harness.record.ProbeName;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which durability probes look at the result of a trial.
 *
 * @param names the probes, in enum order; none: nothing is probed
 * @param documents how many documents of each task and set they look at, at least 1: the first ones, in file order
 * @param relearningSteps optimizer steps of {@link ProbeName#RELEARNING}, at least 1
 */
public record ProbeSettings(Set<ProbeName> names, int documents, int relearningSteps) {

    /** No probes, and the defaults of the rest. */
    public static final ProbeSettings NONE = new ProbeSettings(
            Set.of(),
            Integer.parseInt(ConfigurationKey.PROBE_DOCUMENTS.defaultValue()),
            Integer.parseInt(ConfigurationKey.RELEARNING_STEPS.defaultValue()));

    public ProbeSettings {
        if (documents < 1 || relearningSteps < 1) {
            throw new IllegalArgumentException("documents and relearningSteps are at least 1");
        }
        names = Collections.unmodifiableSet(names.isEmpty() ? EnumSet.noneOf(ProbeName.class) : EnumSet.copyOf(names));
    }
}
