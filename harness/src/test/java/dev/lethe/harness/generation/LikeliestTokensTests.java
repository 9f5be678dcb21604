package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A token is the likeliest one exactly where greedy decoding chooses it. */
class LikeliestTokensTests {

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

    private static boolean[][] of(List<TokenizedExample> rows) {
        return compute.call(() -> new LikeliestTokens(decoder, () -> false).of(rows, done -> {}));
    }

    /** A prompt and its greedy continuation. */
    private static TokenizedExample greedy(int... prompt) {
        var continuation = new ArrayList<int[]>();
        compute.run(() -> new Generator(decoder, () -> false)
                .generate(List.of(prompt), NEW_TOKENS, List.of(), (indices, rows) -> continuation.addAll(rows)));
        int[] ids = Arrays.copyOf(prompt, prompt.length + NEW_TOKENS);
        System.arraycopy(continuation.get(0), 0, ids, prompt.length, NEW_TOKENS);
        return new TokenizedExample("greedy", ids, prompt.length);
    }

    private static TokenizedExample with(TokenizedExample row, int index, int id) {
        int[] ids = row.ids();
        ids[index] = id;
        return new TokenizedExample(row.id(), ids, row.answerStart());
    }

    @Test
    void chosenTokensAreTheLikeliest() {
        TokenizedExample row = greedy(7, 3, 44);

        assertThat(of(List.of(row))[0]).hasSize(NEW_TOKENS).containsOnly(true);
    }

    @Test
    void anotherTokenIsNotTheLikeliest() {
        TokenizedExample row = greedy(7, 3, 44);
        int last = row.length() - 1;

        boolean[] chosen = of(List.of(with(row, last, (row.id(last) + 1) % TinyDecoder.VOCABULARY)))[0];

        assertThat(Arrays.copyOf(chosen, NEW_TOKENS - 1)).containsOnly(true);
        assertThat(chosen[NEW_TOKENS - 1]).isFalse();
    }

    @Test
    void rowsOfABatchAreAnsweredAsAlone() {
        var rows = new ArrayList<TokenizedExample>(TinyDecoder.rows(20, 1));
        rows.add(3, greedy(9, 2));
        rows.add(11, greedy(20, 21, 22, 23, 24));

        boolean[][] together = of(rows);

        for (int i = 0; i < rows.size(); i++) {
            assertThat(together[i])
                    .isEqualTo(of(rows.subList(i, i + 1))[0])
                    .hasSize(rows.get(i).labelCount());
        }
        assertThat(together[3]).containsOnly(true);
        assertThat(together[11]).containsOnly(true);
    }

    @Test
    void aRowWithoutAnswerHasNoTokens() {
        assertThat(of(List.of(new TokenizedExample("bare", new int[] {5, 6}, 2), greedy(1, 2)))[0])
                .isEmpty();
    }
}
