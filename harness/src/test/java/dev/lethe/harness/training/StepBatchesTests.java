package dev.lethe.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.token.TokenizedExample;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StepBatchesTests {

    /** Steps as text: replicas between bars, their micro-batches between blanks, rows by number. */
    private static List<String> steps(List<Batch> batches, int replicas, int accumulation) {
        return StepBatches.ofEpoch(batches, replicas, accumulation).stream()
                .map(step -> step.ofReplica().stream()
                        .map(of -> of.stream().map(StepBatchesTests::ids).collect(Collectors.joining(" ")))
                        .collect(Collectors.joining("|")))
                .toList();
    }

    private static String ids(Batch batch) {
        return batch.parts().values().stream()
                .flatMap(List::stream)
                .map(row -> row.id().replace("row ", ""))
                .collect(Collectors.joining(","));
    }

    private static List<Batch> retain(int rows, int size) {
        return TinyTraining.batches(TinyTraining.rows(rows), size);
    }

    @Test
    void givesReplicaRBatchSTimesWPlusR() {
        assertThat(steps(retain(8, 2), 2, 1)).containsExactly("0,1|2,3", "4,5|6,7");
        assertThat(steps(retain(6, 1), 3, 1)).containsExactly("0|1|2", "3|4|5");
    }

    @Test
    void accumulatesConsecutiveMicroBatchesOfEachReplica() {
        assertThat(steps(retain(5, 1), 1, 2)).containsExactly("0 1", "2 3", "4");
        assertThat(steps(retain(8, 1), 2, 2)).containsExactly("0 2|1 3", "4 6|5 7");
    }

    @Test
    void wrapsAShortTailAroundToTheFirstRows() {
        assertThat(steps(retain(5, 2), 2, 1)).containsExactly("0,1|2,3", "4,0|1,2");
        assertThat(steps(retain(6, 2), 2, 1)).containsExactly("0,1|2,3", "4,5|0,1");
        assertThat(steps(retain(7, 2), 2, 1)).containsExactly("0,1|2,3", "4,5|6,0");
        assertThat(steps(retain(3, 2), 5, 1)).containsExactly("0,1|2,0|1,2|0,1|2,0");
    }

    @Test
    void wrapsForgetAndRetainRowsEachAroundToTheirOwn() {
        List<TokenizedExample> rows = TinyTraining.rows(6);
        List<Batch> batches = List.of(
                new Batch(rows.subList(0, 2), rows.subList(3, 5)), new Batch(rows.subList(2, 3), rows.subList(5, 6)));
        assertThat(steps(batches, 2, 1)).containsExactly("0,1,3,4|2,0,5,3");
    }

    @Test
    void wrapsEveryRole() {
        List<TokenizedExample> rows = TinyTraining.rows(6);
        List<Batch> batches = List.of(
                Batch.ofForget(rows.subList(0, 2)).with(Role.ALTERNATIVE, rows.subList(3, 5)),
                Batch.ofForget(rows.subList(2, 3)).with(Role.ALTERNATIVE, rows.subList(5, 6)));
        assertThat(steps(batches, 2, 1)).containsExactly("0,1,3,4|2,0,5,3");
    }

    @Test
    void repeatsWholeBatchesWhereTheirShapesDiffer() {
        List<TokenizedExample> rows = TinyTraining.rows(3);
        List<Batch> batches = rows.stream()
                .map(row -> row == rows.get(1) ? Batch.ofForget(List.of(row)) : Batch.ofRetain(List.of(row)))
                .toList();
        assertThat(steps(batches, 2, 1)).containsExactly("0|1", "2|0");
    }

    @Test
    void keepsAShortTailOfASingleReplica() {
        assertThat(steps(retain(5, 2), 1, 1)).containsExactly("0,1", "2,3", "4");
    }
}
