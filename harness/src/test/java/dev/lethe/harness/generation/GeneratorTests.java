package dev.lethe.harness.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.TinyDecoder;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.torch.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A row's continuation depends on its prompt alone, whatever else is in its batch and whenever that ends. */
class GeneratorTests {

    private static final int NEW_TOKENS = 24;

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

    /** Twelve prompts of 1 to 12 tokens, the longest first. */
    private static List<int[]> prompts() {
        var random = new Random(1);
        return IntStream.range(0, 12)
                .mapToObj(i -> random.ints(12 - i, 2, TinyDecoder.VOCABULARY).toArray())
                .toList();
    }

    private static List<int[]> generate(List<int[]> prompts, List<Integer> ends) {
        return generate(prompts, ends, Sampling.greedy());
    }

    private static List<int[]> generate(List<int[]> prompts, List<Integer> ends, Sampling sampling) {
        var continuations = new int[prompts.size()][];
        compute.run(() -> new Generator(decoder, () -> false)
                .generate(prompts, NEW_TOKENS, ends, sampling, (indices, rows) -> {
                    for (int i = 0; i < rows.size(); i++) {
                        continuations[indices.get(i)] = rows.get(i);
                    }
                }));
        return List.of(continuations);
    }

    private static List<int[]> sampled(double temperature, long seed) {
        return generate(prompts(), List.of(), new Sampling(temperature, new Random(seed)));
    }

    @Test
    void drawsAsTheSeedSays() {
        assertThat(sampled(1, 5)).usingRecursiveComparison().isEqualTo(sampled(1, 5));
        assertThat(sampled(1, 5)).usingRecursiveComparison().isNotEqualTo(sampled(1, 6));
        assertThat(sampled(1, 5)).usingRecursiveComparison().isNotEqualTo(generate(prompts(), List.of()));
    }

    @Test
    void drawsTheLikeliestWhenItIsCold() {
        assertThat(sampled(1e-6, 5)).usingRecursiveComparison().isEqualTo(generate(prompts(), List.of()));
    }

    @Test
    void drawsARowAsInAnyOtherBatch() {
        // The first prompt is drawn for first, but is the longest and stands last in its batch.
        List<int[]> alone = generate(prompts().subList(0, 1), List.of(), new Sampling(1, new Random(5)));
        assertThat(sampled(1, 5).get(0)).isEqualTo(alone.get(0));
    }

    @Test
    void drawsByTheProbabilities() {
        int draws = 4000;
        int[] prompt = {7, 3};
        List<int[]> prompts = IntStream.range(0, draws).mapToObj(i -> prompt).toList();
        var counts = new double[TinyDecoder.VOCABULARY];
        compute.run(() -> new Generator(decoder, () -> false)
                .generate(
                        prompts,
                        1,
                        List.of(),
                        new Sampling(2, new Random(1)),
                        (indices, rows) -> rows.forEach(row -> counts[row[0]]++)));
        double[] expected = softmax(logitsAfter(prompt), 2);
        for (int v = 0; v < counts.length; v++) {
            double deviation = Math.sqrt(draws * expected[v] * (1 - expected[v]));
            assertThat(counts[v]).as("token %d", v).isCloseTo(draws * expected[v], within(5 * deviation + 1));
        }
    }

    private static double[] logitsAfter(int[] prompt) {
        int[] all = IntStream.range(0, TinyDecoder.VOCABULARY).toArray();
        return compute.call(() -> new NextTokens(decoder, () -> false)
                .values(List.of(prompt), new int[][] {all}, Kernels::nextTokenLogits)[0]);
    }

    private static double[] softmax(double[] logits, double temperature) {
        double[] weights = Arrays.stream(logits)
                .map(logit -> Math.exp(logit / temperature))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    @Test
    void continuesInABatchAsAlone() {
        List<int[]> prompts = prompts();
        List<int[]> together = generate(prompts, List.of());
        for (int i = 0; i < prompts.size(); i++) {
            assertThat(together.get(i))
                    .as("prompt of %d tokens", prompts.get(i).length)
                    .hasSize(NEW_TOKENS)
                    .isEqualTo(generate(prompts.subList(i, i + 1), List.of()).get(0));
        }
        assertThat(together.stream().map(Arrays::toString).distinct())
                .as("different rows")
                .hasSizeGreaterThan(6);
    }

    @Test
    void endsEachRowAtItsOwnEnd() {
        List<int[]> free = generate(prompts(), List.of());
        // Ids that some rows reach early and some late, so that the batch shrinks more than once.
        List<Integer> ends = List.of(free.get(0)[1], free.get(3)[6], free.get(7)[13]);
        List<int[]> ended = generate(prompts(), ends);
        for (int i = 0; i < free.size(); i++) {
            assertThat(ended.get(i)).as("row %d", i).isEqualTo(upToFirst(ends, free.get(i)));
        }
        assertThat(ended.stream().map(row -> row.length).distinct())
                .as("lengths")
                .hasSizeGreaterThan(3);
    }

    private static int[] upToFirst(List<Integer> ends, int[] ids) {
        int length = IntStream.range(0, ids.length)
                .filter(i -> ends.contains(ids[i]))
                .map(i -> i + 1)
                .findFirst()
                .orElse(ids.length);
        return Arrays.copyOf(ids, length);
    }

    @Test
    void stopsOnceAllRowsHaveEnded() {
        List<int[]> prompts = prompts().subList(0, 2);
        List<int[]> free = generate(prompts, List.of());
        List<int[]> ended = generate(prompts, List.of(free.get(0)[0], free.get(1)[0]));
        assertThat(ended).allSatisfy(row -> assertThat(row).hasSize(1));
    }

    @Test
    void stopsBetweenBatchesWhenCancelled() {
        var finished = new ArrayList<Integer>();
        // More rows than a batch holds.
        List<int[]> prompts =
                IntStream.range(0, 100).mapToObj(i -> new int[] {2 + i % 50}).toList();
        var generator = new Generator(decoder, () -> !finished.isEmpty());
        assertThatThrownBy(() -> compute.run(
                        () -> generator.generate(prompts, 2, List.of(), (indices, rows) -> finished.addAll(indices))))
                .isInstanceOf(CancellationException.class);
        assertThat(finished).hasSize(64);
    }

    @Test
    void refusesAnEmptyPrompt() {
        assertThatThrownBy(() -> generate(List.of(new int[] {5}, new int[0]), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt 1 is empty; nothing can be continued");
    }
}
