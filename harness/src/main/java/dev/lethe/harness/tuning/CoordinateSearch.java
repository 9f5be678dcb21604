package dev.lethe.harness.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Searches one parameter after the other: each candidate of a parameter is tried with the best values of the others so
 * far, in the order of the space, round after round, until a round finds nothing better or the budget is spent. Nothing
 * is random, and every method is searched by the same rule.
 *
 * @param <R> what trying a configuration gives
 */
final class CoordinateSearch<R> {

    private final SearchSpace space;
    private final int budget;
    private final Comparator<R> worstFirst;
    private final Function<SortedMap<String, String>, Optional<R>> trial;
    private final Map<SortedMap<String, String>, Optional<R>> tried = new HashMap<>();
    private final List<R> results = new ArrayList<>();

    /**
     * @param budget configurations that may be tried, at least 1
     * @param worstFirst how results compare; of equal ones the earlier is kept
     * @param trial tries a configuration; empty where its values do not fit each other, which costs no budget
     */
    CoordinateSearch(
            SearchSpace space,
            int budget,
            Comparator<R> worstFirst,
            Function<SortedMap<String, String>, Optional<R>> trial) {
        this.space = space;
        this.budget = budget;
        this.worstFirst = worstFirst;
        this.trial = trial;
    }

    /** The results in the order tried, the start first. */
    List<R> run() {
        SortedMap<String, String> best = space.start();
        result(best)
                .orElseThrow(() -> new IllegalStateException(
                        "the first candidates of " + space.method() + " in its search space do not fit each other"));
        SortedMap<String, String> before;
        do {
            before = best;
            for (Map.Entry<String, List<String>> parameter : space.candidates().entrySet()) {
                best = improved(best, parameter.getKey(), parameter.getValue());
            }
        } while (!best.equals(before) && results.size() < budget);
        return List.copyOf(results);
    }

    private SortedMap<String, String> improved(SortedMap<String, String> from, String name, List<String> candidates) {
        SortedMap<String, String> best = from;
        for (String candidate : candidates) {
            var changed = new TreeMap<>(from);
            changed.put(name, candidate);
            if (isBetter(changed, best)) {
                best = changed;
            }
        }
        return best;
    }

    private boolean isBetter(SortedMap<String, String> configuration, SortedMap<String, String> best) {
        return result(configuration)
                .filter(found -> worstFirst.compare(found, result(best).orElseThrow()) > 0)
                .isPresent();
    }

    private Optional<R> result(SortedMap<String, String> configuration) {
        if (!tried.containsKey(configuration) && results.size() < budget) {
            Optional<R> result = trial.apply(configuration);
            result.ifPresent(results::add);
            tried.put(configuration, result);
        }
        return tried.getOrDefault(configuration, Optional.empty());
    }
}
