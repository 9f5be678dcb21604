package dev.lethe.leaderboard;

import dev.lethe.harness.evaluation.RepeatedTrials;
import dev.lethe.harness.record.RunRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The final scores of the trials that differ in their seed alone: same group, method and parameters.
 *
 * @param trials by group, method and parameters; only those with more than one seed
 */
record Seeds(Map<List<Object>, RepeatedTrials> trials) {

    static Seeds of(Collection<Group> groups) {
        Map<List<Object>, double[]> finals = groups.stream()
                .flatMap(group -> group.standings().stream())
                .filter(Standing::ordered)
                .collect(Collectors.groupingBy(
                        Seeds::key, Collectors.collectingAndThen(Collectors.toList(), standings -> standings.stream()
                                .mapToDouble(Standing::finalScore)
                                .toArray())));
        return new Seeds(finals.entrySet().stream()
                .filter(entry -> entry.getValue().length > 1)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> RepeatedTrials.of(entry.getValue()))));
    }

    /** What the seeds of a trial's method gave; empty where there is but one, or the trial has no place. */
    Optional<RepeatedTrials> of(Standing standing) {
        return standing.ordered() ? Optional.ofNullable(trials.get(key(standing))) : Optional.empty();
    }

    private static List<Object> key(Standing standing) {
        RunRecord record = standing.record();
        return List.of(
                String.valueOf(record.provenance().weightsDigest()),
                String.valueOf(record.provenance().dataDigest()),
                record.provenance().metricVersion(),
                record.method(),
                record.parameters());
    }
}
