package dev.lethe.leaderboard;

import dev.lethe.harness.record.Provenance;
import dev.lethe.harness.record.RunRecord;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Trials that can be compared: same weights, same data, same scoring.
 *
 * @param standings first those in the order of the final score, then the unranked ones
 */
public record Group(List<Standing> standings) {

    public Group {
        standings = List.copyOf(standings);
        if (standings.isEmpty()) {
            throw new IllegalArgumentException("a group has at least one trial");
        }
    }

    /** What its trials share: digests and metric version. */
    public Provenance provenance() {
        return standings.get(0).record().provenance();
    }

    /** The model, under each name by which it was asked for. */
    public List<String> models() {
        return distinct(RunRecord::model);
    }

    /** The devices its trials ran on. */
    public List<String> devices() {
        return distinct(record -> record.provenance().device());
    }

    /** The types of the weights. */
    public List<String> dtypes() {
        return distinct(record -> record.provenance().dtype());
    }

    /** Whether there is anything to show in a table. */
    public boolean scored() {
        return standings.stream().anyMatch(Standing::scored);
    }

    /** The rows without a place. */
    public List<Standing> unranked() {
        return standings.stream().filter(standing -> !standing.ordered()).toList();
    }

    private List<String> distinct(Function<RunRecord, String> property) {
        return standings.stream()
                .map(Standing::record)
                .map(property)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }
}
