package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.lethe.data.UserException;
import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.AllocationFailure;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.torch.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A batch that libtorch finds no memory for is computed in parts, with the same results. Its failures here are real. */
class HalvingTests {

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

    /** Asks for 4 PiB. */
    private static void takeTooMuch() {
        compute.run(() -> {
            try (NDManager scope = decoder.newScope()) {
                decoder.kernels().storage().zeros(scope, Dtype.FLOAT32, 1L << 50);
            }
        });
    }

    /** The network, after so many times without memory for it. */
    private static Supplier<Network> failing(int times) {
        var left = new AtomicInteger(times);
        return () -> {
            if (left.getAndDecrement() > 0) {
                takeTooMuch();
            }
            return decoder.network();
        };
    }

    private static List<Integer> rows(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Has memory for so many rows. */
    private static List<String> named(List<Integer> rows, int most, List<Integer> asked) {
        asked.add(rows.size());
        if (rows.size() > most) {
            takeTooMuch();
        }
        return rows.stream().map(row -> "row " + row).toList();
    }

    @Test
    void otherErrorsAreNotForLackOfMemory() {
        assertThatThrownBy(HalvingTests::takeTooMuch)
                .isInstanceOfSatisfying(EngineException.class, failure -> assertThat(AllocationFailure.is(failure))
                        .isTrue());
        assertThat(AllocationFailure.is(new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB")))
                .isTrue();
        Runnable wrong = () -> {
            try (NDManager scope = decoder.newScope()) {
                decoder.kernels()
                        .arithmetic()
                        .difference(scope, scope.create(new float[2]), scope.create(new float[3]));
            }
        };
        assertThatThrownBy(() -> compute.run(wrong))
                .isInstanceOfSatisfying(EngineException.class, failure -> assertThat(AllocationFailure.is(failure))
                        .isFalse());
        assertThatThrownBy(() -> new Halving(compute, "Work").results(rows(4), part -> {
                    compute.run(wrong);
                    return part;
                }))
                .isInstanceOf(EngineException.class);
    }

    @Test
    void halvesABatchUntilThereIsMemoryAndStaysThere() {
        var halving = new Halving(compute, "Work");
        var asked = new ArrayList<Integer>();

        assertThat(halving.results(rows(12), part -> named(part, 4, asked)))
                .containsExactlyElementsOf(named(rows(12), 12, new ArrayList<>()));
        assertThat(asked).containsExactly(12, 6, 3, 3, 3, 3);

        asked.clear();
        halving.results(rows(5), part -> named(part, 4, asked));
        assertThat(asked).containsExactly(3, 2);
    }

    @Test
    void saysWhatToDoWhereThereIsNoMemoryForOneRow() {
        assertThatThrownBy(() -> new Halving(compute, "Scoring").results(rows(3), part -> named(part, 0, rowsAsked())))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Scoring found no memory on cpu")
                .hasMessageContaining("for a single row")
                .hasMessageContaining("-Ddtype=bf16")
                .hasCauseInstanceOf(EngineException.class);
    }

    private static List<Integer> rowsAsked() {
        return new ArrayList<>();
    }

    @Test
    void continuesRowsAsWithEnoughMemory() {
        List<int[]> prompts =
                TinyDecoder.rows(12, 1).stream().map(TokenizedExample::ids).toList();
        List<int[]> expected =
                compute.call(() -> new Generator(decoder, () -> false).continuations(prompts, 8, List.of()));

        List<int[]> found = compute.call(
                () -> new Generator(decoder, failing(3), () -> false).continuations(prompts, 8, List.of()));

        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void scoresRowsAsWithEnoughMemory() {
        List<TokenizedExample> rows = TinyDecoder.rows(12, 2);
        double[] expected = compute.call(() -> new SequenceScorer(decoder, () -> false).negativeLogLikelihoods(rows));

        double[] found =
                compute.call(() -> new SequenceScorer(decoder, failing(2), () -> false).negativeLogLikelihoods(rows));

        assertThat(found).containsExactly(expected, within(1e-4));
    }
}
