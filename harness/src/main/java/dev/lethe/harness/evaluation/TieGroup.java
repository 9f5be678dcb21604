package dev.lethe.harness.evaluation;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The results that cannot be told from the best one: those whose paired difference from it in the final score may be 0
 * by a 95 % bootstrap interval over documents, each compared on its own, without a correction for several comparisons.
 * Being in the group says that these documents do not decide, not that two are equal.
 */
public final class TieGroup {

    private TieGroup() {}

    /**
     * The places, from 1, of the results that tie with the one at place 0, each with its score less that one's. A result
     * of other rows ties with nobody.
     *
     * @param results at least one, the best one first
     */
    public static SortedMap<Integer, Interval> withFirst(List<FinalDraws> results) {
        SortedMap<Integer, Interval> group = new TreeMap<>();
        for (int i = 1; i < results.size(); i++) {
            int place = i;
            results.get(i)
                    .minus(results.get(0))
                    .filter(difference -> difference.contains(0))
                    .ifPresent(difference -> group.put(place, difference));
        }
        return group;
    }
}
