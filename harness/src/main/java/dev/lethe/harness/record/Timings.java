package dev.lethe.harness.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Wall-clock seconds by phase, each at least 0; absent where the phase did not run.
 *
 * @param target building or loading the target model
 * @param unlearn unlearning
 * @param generate generating and scoring the rows
 * @param membership the membership attack
 * @param mmlu the multiple-choice questions
 * @param total the trial without the target, which trials share
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timings(
        @Nullable Double target,
        @Nullable Double unlearn,
        @Nullable Double generate,
        @Nullable Double membership,
        @Nullable Double mmlu,
        @Nullable Double total) {

    /** Nothing timed yet. */
    public static final Timings NONE = new Timings(null, null, null, null, null, null);

    public Timings {
        target = Finite.orAbsent(target);
        unlearn = Finite.orAbsent(unlearn);
        generate = Finite.orAbsent(generate);
        membership = Finite.orAbsent(membership);
        mmlu = Finite.orAbsent(mmlu);
        total = Finite.orAbsent(total);
    }
}
