package dev.lethe.harness.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.harness.generation.DecodeDifferences;
import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.model.Decoder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Greedy decoding of rows together against one by one.
 *
 * @param rows prompts, of mixed lengths
 * @param newTokens that each is continued by
 * @param batchedMilliseconds all together, median of a few runs
 * @param oneByOneMilliseconds one after the other
 * @param speedup the second over the first
 * @param equalRows rows with the same ids either way
 * @param nearTies rows that first differ where the two best logits are closer than {@link DecodeDifferences#NEAR}
 * @param otherDifferences rows that first differ elsewhere; 0 unless something is wrong
 * @param largestGap largest gap between the two best logits where rows first differ; absent where none does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecodeComparison(
        int rows,
        int newTokens,
        double batchedMilliseconds,
        double oneByOneMilliseconds,
        double speedup,
        int equalRows,
        int nearTies,
        int otherDifferences,
        @Nullable Double largestGap) {

    private static final int RUNS = 3;

    private static final int WARM_UP = 2;

    /** Compares on the prompts of {@link Operation#DECODE_64}. On the compute thread. */
    static DecodeComparison measure(Decoder decoder, long seed) {
        List<int[]> prompts =
                new Noise(decoder.config().vocabSize(), seed).prompts(Operation.DECODE_64.promptLengths());
        continued(decoder, prompts.subList(0, WARM_UP));
        double[] together = new double[RUNS];
        List<int[]> batched = List.of();
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            batched = continued(decoder, prompts);
            together[run] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(together);
        long start = System.nanoTime();
        List<int[]> alone = prompts.stream()
                .map(prompt -> continued(decoder, List.of(prompt)).get(0))
                .toList();
        double oneByOne = (System.nanoTime() - start) / 1e6;
        double[] gaps = DecodeDifferences.gaps(decoder, prompts, batched, alone);
        return of(together[RUNS / 2], oneByOne, gaps, prompts.size());
    }

    /** @param gaps between the two best logits where rows first differ */
    static DecodeComparison of(double batched, double oneByOne, double[] gaps, int rows) {
        int near = (int)
                Arrays.stream(gaps).filter(gap -> gap < DecodeDifferences.NEAR).count();
        var largest = Arrays.stream(gaps).max();
        return new DecodeComparison(
                rows,
                Operation.NEW_TOKENS,
                batched,
                oneByOne,
                oneByOne / batched,
                rows - gaps.length,
                near,
                gaps.length - near,
                largest.isPresent() ? largest.getAsDouble() : null);
    }

    private static List<int[]> continued(Decoder decoder, List<int[]> prompts) {
        return new Generator(decoder, () -> false).continuations(prompts, Operation.NEW_TOKENS, List.of());
    }
}
