package dev.lethe.leaderboard;

import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is compared with whom, and in which order. Within a group, of the records of one (method, parameters, seed) the
 * newest complete one counts; a newer one that is not complete is listed beside it, unranked.
 */
final class Ranking {

    private static final Comparator<RunRecord> AGE =
            Comparator.comparing(record -> record.finished() == null ? Instant.MAX : record.finished());

    private static final Comparator<Standing> BY_NAME = Comparator.comparing(
                    (Standing standing) -> standing.record().name())
            .thenComparing(standing -> standing.record().seed())
            .thenComparing(standing -> standing.record().parameters().toString());

    private static final Comparator<Standing> BY_FINAL_SCORE =
            Comparator.comparingDouble(Standing::finalScore).reversed().thenComparing(BY_NAME);

    private Ranking() {}

    /** The groups: largest first, those whose data and weights are unknown last. */
    static List<Group> of(Collection<RunRecord> records) {
        Map<Comparable, List<RunRecord>> comparable = records.stream()
                .collect(Collectors.groupingBy(Comparable::of, LinkedHashMap::new, Collectors.toList()));
        return comparable.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Comparable, List<RunRecord>> entry) ->
                                !entry.getKey().known())
                        .thenComparing(entry -> -entry.getValue().size())
                        .thenComparing(entry -> entry.getKey().toString()))
                .map(entry -> group(entry.getValue()))
                .toList();
    }

    private static Group group(List<RunRecord> records) {
        var trials =
                records.stream().collect(Collectors.groupingBy(Identity::of)).values();
        var ordered = new ArrayList<Standing>();
        var unranked = new ArrayList<Standing>();
        for (List<RunRecord> trial : trials) {
            Optional<Standing> complete = newest(trial, true);
            Optional<Standing> other = newest(trial, false);
            complete.ifPresent(ordered::add);
            other.filter(standing -> complete.isEmpty()
                            || AGE.compare(standing.record(), complete.get().record()) > 0)
                    .ifPresent(unranked::add);
        }
        ordered.sort(BY_FINAL_SCORE);
        unranked.sort(BY_NAME);
        var standings = new ArrayList<Standing>(numbered(ordered));
        standings.addAll(unranked);
        return new Group(standings);
    }

    private static Optional<Standing> newest(List<RunRecord> trial, boolean complete) {
        return trial.stream()
                .map(Standing::of)
                .filter(standing -> standing.ordered() == complete)
                .max(Comparator.comparing(Standing::record, AGE));
    }

    /** Places from 1; equal scores share a place and the next one is skipped; sentinels take none. */
    private static List<Standing> numbered(List<Standing> ordered) {
        var result = new ArrayList<Standing>();
        int count = 0;
        int rank = 0;
        double previous = Double.NaN;
        for (Standing standing : ordered) {
            if (standing.sentinel() != null) {
                result.add(standing);
                continue;
            }
            count++;
            if (standing.finalScore() != previous) {
                rank = count;
                previous = standing.finalScore();
            }
            result.add(standing.withRank(rank));
        }
        return result;
    }

    /** What must be equal for scores to be comparable. */
    private record Comparable(@Nullable String weights, @Nullable String data, String metricVersion) {

        static Comparable of(RunRecord record) {
            Provenance provenance = record.provenance();
            return new Comparable(provenance.weightsDigest(), provenance.dataDigest(), provenance.metricVersion());
        }

        boolean known() {
            return weights != null && data != null;
        }
    }

    /** What makes two records the same trial: models are told apart by weights, or by name where these are unknown. */
    private record Identity(
            String method, SortedMap<String, Object> parameters, long seed, @Nullable String unknownModel) {

        static Identity of(RunRecord record) {
            String model = record.provenance().weightsDigest() == null ? record.model() : null;
            return new Identity(record.methodId(), record.parameters(), record.seed(), model);
        }
    }
}
