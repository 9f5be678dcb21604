package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.generation.LengthBatches.Batch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Like lengths come together, within the budget of padded tokens and of rows. */
class LengthBatchesTests {

    private static List<List<Integer>> of(int tokenBudget, int maxRows, int... lengths) {
        return LengthBatches.of(lengths.length, i -> lengths[i], tokenBudget, maxRows);
    }

    @Test
    void sortsByLengthAndKeepsTheOrderOfEqualOnes() {
        assertThat(of(100, 10, 5, 3, 5, 1)).containsExactly(List.of(3, 1, 0, 2));
    }

    @Test
    void countsPaddedTokens() {
        // 2 rows of up to 3 are 6 tokens, a third of 4 would make 12; 2 rows of up to 5 are 10.
        assertThat(of(10, 10, 2, 3, 4, 5)).containsExactly(List.of(0, 1), List.of(2, 3));
        assertThat(of(9, 10, 2, 3, 4, 5)).containsExactly(List.of(0, 1), List.of(2), List.of(3));
    }

    @Test
    void countsRows() {
        assertThat(of(100, 2, 1, 1, 1, 1, 1)).containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
    }

    @Test
    void givesALongSequenceABatchOfItsOwn() {
        assertThat(of(10, 10, 50, 4, 60)).containsExactly(List.of(1), List.of(0), List.of(2));
    }

    @Test
    void leavesWhatIsNotFinishedInTheBatchesOfAWholeRun() {
        List<List<Integer>> batches = of(100, 2, 1, 1, 1, 1, 1);

        assertThat(LengthBatches.after(0, batches)).extracting(Batch::missing).isEqualTo(batches);
        assertThat(LengthBatches.after(3, batches))
                .containsExactly(new Batch(List.of(2, 3), 1), new Batch(List.of(4), 0))
                .extracting(Batch::missing)
                .containsExactly(List.of(3), List.of(4));
        assertThat(LengthBatches.after(4, batches)).containsExactly(new Batch(List.of(4), 0));
        assertThat(LengthBatches.after(5, batches)).isEmpty();
    }

    @Test
    void makesNoBatchOfNothing() {
        assertThat(of(10, 10)).isEmpty();
    }
}
