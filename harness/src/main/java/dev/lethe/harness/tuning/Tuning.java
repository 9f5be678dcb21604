package dev.lethe.harness.tuning;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the search of one method found, as it is written.
 *
 * @param schemaVersion version of this form
 * @param method id
 * @param model on which it was searched
 * @param dataSeed seed of the generated data, meaningless where other data were given
 * @param data folder of the rows, or {@code generated}
 * @param seed of the trials
 * @param budget configurations that might be tried
 * @param rule how the best is selected
 * @param space the candidates, in the order searched
 * @param attempts the configurations in the order tried
 * @param selected the values of the best; empty where every configuration failed
 */
record Tuning(
        int schemaVersion,
        String method,
        String model,
        long dataSeed,
        String data,
        long seed,
        int budget,
        String rule,
        Map<String, List<String>> space,
        List<Attempt> attempts,
        SortedMap<String, String> selected) {

    static final int SCHEMA_VERSION = 1;

    Tuning {
        attempts = List.copyOf(attempts);
        selected = Collections.unmodifiableSortedMap(selected);
    }

    /** The best of some attempts, the earliest of equal ones. */
    static Optional<Attempt> best(List<Attempt> attempts) {
        return attempts.stream()
                .filter(attempt -> attempt.reason() == null)
                .reduce((best, next) -> Attempt.WORST_FIRST.compare(next, best) > 0 ? next : best);
    }
}
