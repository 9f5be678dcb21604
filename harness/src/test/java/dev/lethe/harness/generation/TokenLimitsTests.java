package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.lethe.data.UserException;
import dev.lethe.harness.Oracles;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Checkpoint;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.model.Precision;
import dev.lethe.harness.model.TokenLimits;
import dev.lethe.harness.model.Trainable;
import dev.lethe.harness.model.TrainedModel;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model reads up to its last learned position and up to its last token; beyond, the message says what to do. */
class TokenLimitsTests {

    private static final int NEW_TOKENS = 24;

    private static Compute compute;
    private static Decoder decoder;
    private static int positions;

    @BeforeAll
    static void open() {
        compute = Compute.best();
        decoder = Checkpoint.load(
                Oracles.folder("models").resolve("gpt-neo"), compute, Precision.FLOAT32, new Trainable.Nothing());
        positions = decoder.config().learnedPositions();
    }

    @AfterAll
    static void close() {
        compute.close();
    }

    private static int[] ids(int length) {
        return new Random(length).ints(length, 3, decoder.config().vocabSize()).toArray();
    }

    private static TokenizedExample row(int length) {
        return new TokenizedExample("3sc1", ids(length), 1);
    }

    private static void score(Decoder with, int... ids) {
        compute.run(() -> new SequenceScorer(with, () -> false)
                .negativeLogLikelihoods(List.of(new TokenizedExample("3sc1", ids, 1))));
    }

    private static List<int[]> continued(int newTokens, int... lengths) {
        List<int[]> prompts =
                IntStream.of(lengths).mapToObj(TokenLimitsTests::ids).toList();
        return compute.call(() -> new Generator(decoder, () -> false).continuations(prompts, newTokens, List.of()));
    }

    private static void assertTooLong(ThrowingCallable work, String what, int taken) {
        assertThatThrownBy(work)
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll(
                        what, "takes " + taken + " positions", "has learned " + positions, "max_position_embeddings");
    }

    private static void assertTooLong(ThrowingCallable work, TokenizedExample row, int taken) {
        assertTooLong(work, "\"" + row.id() + "\" has " + row.length() + " tokens", taken);
    }

    @Test
    void aRowOneTokenPastTheLimitIsNotScored() {
        assertThatCode(() -> score(decoder, ids(positions + 1))).doesNotThrowAnyException();
        assertTooLong(() -> score(decoder, ids(positions + 2)), row(positions + 2), positions + 1);
    }

    @Test
    void aRowOneTokenPastTheLimitIsNotTrainedOn() {
        assertThatCode(() -> train(row(positions), 0)).doesNotThrowAnyException();
        assertTooLong(() -> train(row(positions + 1), 0), row(positions + 1), positions + 1);
    }

    @Test
    void paddingCounts() {
        assertTooLong(() -> train(row(5), positions + 6), row(5), positions + 6);
    }

    private static void train(TokenizedExample row, int minimumLength) {
        compute.run(() -> {
            try (var model = new TrainedModel(decoder, new Trainable.Nothing(), 1);
                    NDManager scope = model.newScope()) {
                PaddedRows rows = PaddedRows.whole(List.of(row), minimumLength, 0, scope);
                model.forward(scope, rows);
                model.keepReference();
                model.reference().blockOutput(0, rows, scope);
            }
        });
    }

    @Test
    void aPromptOneTokenPastTheLimitIsNotContinued() {
        assertThat(continued(NEW_TOKENS, positions).get(0)).hasSize(1);
        assertTooLong(
                () -> continued(NEW_TOKENS, 5, positions + 1),
                "prompt 1 has " + (positions + 1) + " tokens",
                positions + 1);
    }

    @Test
    void aContinuationEndsWithTheLastPosition() {
        int roomy = positions - NEW_TOKENS + 1;
        List<int[]> together = continued(NEW_TOKENS, 10, roomy, roomy + 1, positions - 4, positions);

        assertThat(together.stream().map(row -> row.length)).containsExactly(24, 24, 23, 5, 1);
        assertThat(together.get(0)).isEqualTo(continued(NEW_TOKENS, 10).get(0));
        assertThat(together.get(3)).isEqualTo(continued(5, positions - 4).get(0));
        assertThat(chosen(ids(positions - 4), together.get(3)))
                .containsOnly(true)
                .hasSize(5);
        assertThat(chosen(ids(roomy), together.get(1))).containsOnly(true).hasSize(NEW_TOKENS);
    }

    /** Whether each token is the likeliest one, computed without a cache. */
    private static boolean[] chosen(int[] prompt, int[] continuation) {
        int[] ids = Arrays.copyOf(prompt, prompt.length + continuation.length);
        System.arraycopy(continuation, 0, ids, prompt.length, continuation.length);
        return compute.call(() -> new LikeliestTokens(decoder, () -> false)
                .of(List.of(new TokenizedExample("greedy", ids, prompt.length)), done -> {}))[0];
    }

    @Test
    void whatFollowsASharedPrefixCountsFromItsEnd() {
        assertThatCode(() -> askedAfterPrefix(positions)).doesNotThrowAnyException();
        assertTooLong(() -> askedAfterPrefix(positions + 1), "\"text\"", positions + 1);
        assertTooLong(
                () -> compute.run(() -> new SharedPrefix(decoder, ids(positions + 1)).close()),
                "begin with",
                positions + 1);
    }

    private static void askedAfterPrefix(int length) {
        int[] text = ids(length);
        compute.run(() -> {
            try (var prefix = new SharedPrefix(decoder, Arrays.copyOf(text, 40))) {
                asked(prefix, text, 3);
            }
        });
    }

    private static void asked(SharedPrefix prefix, int[] text, int candidate) {
        new NextTokens(decoder, () -> false)
                .values(prefix, List.of(text), new int[][] {{candidate}}, Kernels::nextTokenLogits);
    }

    @Test
    void anOptionThatTheModelDoesNotKnowIsRefused() {
        int unknown = decoder.config().vocabSize();
        assertUnknown(
                () -> compute.run(() -> {
                    try (var nothing = new SharedPrefix(decoder)) {
                        asked(nothing, ids(5), unknown);
                    }
                }),
                "an option has token " + unknown,
                "0 to " + (unknown - 1));
    }

    @Test
    void aTokenThatTheModelDoesNotKnowIsRefused() {
        int unknown = TinyDecoder.VOCABULARY;
        try (Decoder tiny = TinyDecoder.random(compute, 1)) {
            assertThatCode(() -> score(tiny, 5, unknown - 1, 7)).doesNotThrowAnyException();
            for (int[] ids : List.of(new int[] {5, unknown, 7}, new int[] {5, 7, unknown})) {
                assertUnknown(() -> score(tiny, ids), "\"3sc1\" has token 60", "0 to 59");
            }
            assertUnknown(
                    () -> compute.run(() ->
                            new Generator(tiny, () -> false).continuations(List.of(new int[] {unknown}), 2, List.of())),
                    "prompt 0 has token 60",
                    "tokenizer.json");
        }
    }

    private static void assertUnknown(ThrowingCallable work, String... parts) {
        assertThatThrownBy(work).isInstanceOf(UserException.class).hasMessageContainingAll(parts);
    }

    @Test
    void computedPositionsHaveNoEnd() {
        TokenLimits limits = TokenLimits.of(TinyDecoder.config());

        assertThat(limits.newTokens(1_000_000, 256)).isEqualTo(256);
        assertThatCode(() -> limits.requireReadable("prompt 0", new int[10 * 64]))
                .doesNotThrowAnyException();
    }
}
