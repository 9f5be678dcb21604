package dev.lethe.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.data.Row;
import dev.lethe.data.Task;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.training.Batch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is trained on and what is asked for are different documents. */
class RelearningTests {

    private static Row row(Task task, String id) {
        return new Row(id, "in", "out", task);
    }

    @Test
    void eachFourthDocumentIsTaughtWithAllItsRowsAndNoOther() {
        var rows = new ArrayList<Row>();
        for (int document = 0; document < 6; document++) {
            rows.add(row(Task.TASK1, "d" + document + "sc1"));
        }
        rows.add(row(Task.TASK1, "d0qa1"));
        rows.add(row(Task.TASK2, "d0sc1"));

        Relearning.Split split = Relearning.Split.of(rows);

        assertThat(split.taught()).extracting(Row::id).containsExactly("d0sc1", "d4sc1", "d0qa1");
        assertThat(split.taught()).extracting(Row::task).containsOnly(Task.TASK1);
        assertThat(split.asked()).hasSize(5).doesNotContainAnyElementsOf(split.taught());
    }

    @Test
    void aSingleDocumentLeavesNothingToAsk() {
        Relearning.Split split = Relearning.Split.of(List.of(row(Task.TASK1, "d0sc1"), row(Task.TASK1, "d0qa1")));

        assertThat(split.asked()).isEmpty();
        assertThat(new Relearning(1, 1, 1e-3, 1).obstacle()).contains("two forget documents");
    }

    @Test
    void thereAreAsManyBatchesAsStepsAndEveryPassSeesEveryRow() {
        List<TokenizedExample> rows = TinyDecoder.rows(5, 1);

        List<Batch> batches = new Relearning(7, 2, 1e-3, 1).batches(rows, new Random(1));

        assertThat(batches).hasSize(7).extracting(Batch::size).containsExactly(2, 2, 1, 2, 2, 1, 2);
        var seen = new HashSet<TokenizedExample>();
        batches.subList(3, 6).forEach(batch -> seen.addAll(batch.forget()));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(rows);
    }
}
