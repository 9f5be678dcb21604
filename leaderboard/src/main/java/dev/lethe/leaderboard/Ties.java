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
 * other rows.
 *
 * @param differences the trial's final score less that of the first, and its interval, which holds 0
 */
record Ties(Map<RunRecord, Interval> differences) {

    static Ties of(Collection<Group> groups, Map<RunRecord, ObjectNode> analyses) {
        Map<RunRecord, Interval> differences = new HashMap<>();
        groups.forEach(group -> add(differences, group, analyses));
        return new Ties(differences);
    }

    private static void add(Map<RunRecord, Interval> differences, Group group, Map<RunRecord, ObjectNode> analyses) {
        List<RunRecord> ranked = group.standings().stream()
                .filter(standing -> standing.rank() != null)
                .map(Standing::record)
                .toList();
        List<RunRecord> compared = new ArrayList<>();
        List<FinalDraws> draws = new ArrayList<>();
        for (RunRecord record : ranked) {
            Optional.ofNullable(analyses.get(record)).flatMap(Analysis::draws).ifPresent(its -> {
                compared.add(record);
                draws.add(its);
            });
        }
        if (compared.isEmpty() || compared.get(0) != ranked.get(0)) {
            return;
        }
        TieGroup.withFirst(draws).forEach((place, difference) -> differences.put(compared.get(place), difference));
    }

    /** What a trial lacks to the first of its group; empty where it can be told from that, or is it. */
    Optional<Interval> of(Standing standing) {
        return Optional.ofNullable(differences.get(standing.record()));
    }
}
