package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A sequence's likelihood depends on it alone. */
class SequenceScorerTests {

    private static Compute compute;
    private static SequenceScorer scorer;

    @BeforeAll
    static void open() {
        compute = Compute.best();
        Decoder decoder = TinyDecoder.decided(compute, 5);
        scorer = new SequenceScorer(decoder, () -> false);
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    private static double[] sums(List<TokenizedExample> rows) {
        return compute.call(() -> scorer.negativeLogLikelihoods(rows));
    }

    @Test
    void scoresInABatchAsAlone() {
        List<TokenizedExample> rows = TinyDecoder.rows(20, 1);
        double[] together = sums(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(together[i]).isCloseTo(sums(rows.subList(i, i + 1))[0], within(1e-5 * (1 + together[i])));
        }
        assertThat(together).doesNotHaveDuplicates();
    }

    @Test
    void addsUpTheParts() {
        // The chain rule: all of a text is its prompt and its answer given the prompt.
        int[] ids = {7, 3, 44, 20, 9, 9, 31};
        double all = sums(List.of(new TokenizedExample("all", ids, 0)))[0];
        double prompt = sums(List.of(new TokenizedExample("prompt", new int[] {7, 3, 44}, 0)))[0];
        double answer = sums(List.of(new TokenizedExample("answer", ids, 3)))[0];
        assertThat(prompt + answer).isCloseTo(all, within(1e-5 * all));
        assertThat(compute.call(() -> scorer.meanTokenNlls(List.of(new TokenizedExample("all", ids, 0))))[0])
                .isCloseTo(all / 6, within(1e-6 * all));
    }

    @Test
    void hasNoMeanWhereNothingIsScored() {
        List<TokenizedExample> rows = List.of(
                new TokenizedExample("single", new int[] {5}, 0),
                TinyDecoder.rows(1, 1).get(0));
        assertThat(sums(rows)[0]).isZero();
        double[] means = compute.call(() -> scorer.meanTokenNlls(rows));
        assertThat(means[0]).isNaN();
        assertThat(means[1]).isFinite();
    }
}
