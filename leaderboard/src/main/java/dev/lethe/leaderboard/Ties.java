package dev.lethe.leaderboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lethe.harness.evaluation.FinalDraws;
import dev.lethe.harness.evaluation.Interval;
import dev.lethe.harness.evaluation.TieGroup;
import dev.lethe.harness.record.Analysis;
import dev.lethe.harness.record.RunRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ranked trials that cannot be told from the first of their group, by what their analyses hold: see {@link
 * TieGroup}. Nothing is claimed where the analysis of the first one, or the trial's own, has no draws, or they are of
 * other rows or of another score.
 *
 * @param differences the trial's final score less that of the first, and its interval, which holds 0
 */
record Ties(Map<RunRecord, Interval> differences) {

    /** What rounding may make of the same score, summed in another order. */
    private static final double ROUNDING = 1e-9;

    static Ties of(Collection<Group> groups, Map<RunRecord, ObjectNode> analyses) {
        Map<RunRecord, Interval> differences = new HashMap<>();
        groups.forEach(group -> add(differences, group, analyses));
        return new Ties(differences);
    }

    private static void add(Map<RunRecord, Interval> differences, Group group, Map<RunRecord, ObjectNode> analyses) {
        List<Standing> ranked = group.standings().stream()
                .filter(standing -> standing.rank() != null)
                .toList();
        List<Standing> compared = new ArrayList<>();
        List<FinalDraws> draws = new ArrayList<>();
        for (Standing standing : ranked) {
            Optional.ofNullable(analyses.get(standing.record()))
                    .flatMap(Analysis::draws)
                    .filter(its -> Math.abs(its.value() - standing.finalScore()) < ROUNDING)
                    .ifPresent(its -> {
                        compared.add(standing);
                        draws.add(its);
                    });
        }
        if (compared.isEmpty() || compared.get(0) != ranked.get(0)) {
            return;
        }
        TieGroup.withFirst(draws)
                .forEach((place, difference) ->
                        differences.put(compared.get(place).record(), difference));
    }

    /** What a trial lacks to the first of its group; empty where it can be told from that, or is it. */
    Optional<Interval> of(Standing standing) {
        return Optional.ofNullable(differences.get(standing.record()));
    }
}
