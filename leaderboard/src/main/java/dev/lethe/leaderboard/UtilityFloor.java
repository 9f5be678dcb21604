package dev.lethe.leaderboard;

import dev.lethe.harness.record.Baseline;
import dev.lethe.harness.record.RunRecord;
import java.util.Collection;
import java.util.Optional;

/**
 * The multiple-choice accuracy that a model has to keep, and a trial that did not; public for FreeMarker alone.
 *
 * @param mmlu accuracy of the trial, in [0, 1]
 * @param share share of the accuracy before unlearning that has to be kept
 * @param before the model's own accuracy before unlearning, in [0, 1]: the trial of {@code none}
 */
public record UtilityFloor(double mmlu, double share, double before) {

    /** The floor that a trial lies under; empty where it keeps it, or no trial among others tells the floor. */
    static Optional<UtilityFloor> missedBy(RunRecord trial, Collection<RunRecord> others) {
        return trial.scores() == null || trial.scores().mmlu() == null
                ? Optional.empty()
                : Baseline.mmluAverage(trial, others)
                        .map(before ->
                                new UtilityFloor(trial.scores().mmlu().average(), Baseline.UTILITY_SHARE, before))
                        .filter(floor -> !Baseline.keepsUtility(floor.mmlu, floor.before));
    }
}
