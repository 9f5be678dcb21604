package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.evaluation.BatchAgreement;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What differs between a batch and single rows is found, and how much. */
class BatchCheckTests {

    private static final int NEW_TOKENS = 6;

    private static Compute compute;
    private static Decoder decoder;

    @BeforeAll
    static void open() {
        compute = Compute.best();
        decoder = TinyDecoder.decided(compute, 5);
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    private static List<int[]> prompts(List<TokenizedExample> rows) {
        return rows.stream()
                .map(row -> Arrays.copyOf(row.ids(), row.length() - 1))
                .toList();
    }

    @Test
    void rowsAgreeTogetherAndAlone() {
        List<TokenizedExample> rows = TinyDecoder.rows(BatchCheck.ROWS, 3);

        BatchAgreement agreement =
                compute.call(() -> new BatchCheck(decoder, () -> false).compare(prompts(rows), rows));

        assertThat(agreement.rows()).isEqualTo(BatchCheck.ROWS);
        assertThat(agreement.otherDifferences()).isZero();
        assertThat(agreement.largestNllDifference()).isBetween(0.0, BatchCheck.NLL_TOLERANCE);
        assertThat(agreement.holds()).isTrue();
    }

    @Test
    void aLossThatIsNoNumberInOneWayOnlyIsADifference() {
        assertThat(BatchCheck.difference(2, 1.5)).isEqualTo(0.5);
        assertThat(BatchCheck.difference(Double.NaN, Double.NaN)).isZero();
        assertThat(BatchCheck.difference(Double.NaN, 1)).isEqualTo(Double.MAX_VALUE);
        assertThat(BatchCheck.difference(1, Double.POSITIVE_INFINITY)).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void aTokenThatIsNotTheBestHasTheGapToIt() {
        List<int[]> prompts = prompts(TinyDecoder.rows(3, 4));
        List<int[]> right =
                compute.call(() -> new Generator(decoder, () -> false).continuations(prompts, NEW_TOKENS, List.of()));
        List<int[]> wrong = right.stream().map(int[]::clone).toList();
        for (int row = 0; row < 2; row++) {
            wrong.get(row)[4] = (wrong.get(row)[4] + 1) % TinyDecoder.VOCABULARY;
        }

        double[] gaps = compute.call(() -> DecodeDifferences.gaps(decoder, prompts, wrong, right));

        assertThat(compute.call(() -> DecodeDifferences.gaps(decoder, prompts, right, right)))
                .isEmpty();
        assertThat(gaps).hasSize(2);
        assertThat(Arrays.stream(gaps).max().orElseThrow()).isGreaterThan(DecodeDifferences.NEAR);
    }
}
