package dev.lethe.harness.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lethe.harness.generation.Generator;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.token.TokenizedExample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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
 * @param nearTies rows that first differ where the two best logits are closer than {@link #NEAR}
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

    /** Closer logits may change places with the order of additions. */
    static final double NEAR = 1e-3;

    private static final int RUNS = 3;

    private static final int WARM_UP = 2;

    /** Compares on the prompts of {@link Operation#DECODE_64}. On the compute thread. */
    static DecodeComparison measure(Decoder decoder, long seed) {
        List<int[]> prompts =
                new Noise(decoder.config().vocabSize(), seed).prompts(Operation.DECODE_64.promptLengths());
        continued(decoder, prompts.subList(0, WARM_UP));
        double[] together = new double[RUNS];
        int[][] batched = {};
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            batched = continued(decoder, prompts);
            together[run] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(together);
        long start = System.nanoTime();
        int[][] alone = prompts.stream()
                .map(prompt -> continued(decoder, List.of(prompt))[0])
                .toArray(int[][]::new);
        double oneByOne = (System.nanoTime() - start) / 1e6;
        return of(together[RUNS / 2], oneByOne, gaps(decoder, prompts, batched, alone), prompts.size());
    }

    /** @param gaps between the two best logits where rows first differ */
    static DecodeComparison of(double batched, double oneByOne, double[] gaps, int rows) {
        int near = (int) Arrays.stream(gaps).filter(gap -> gap < NEAR).count();
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

    private static int[][] continued(Decoder decoder, List<int[]> prompts) {
        int[][] continuations = new int[prompts.size()][];
        new Generator(decoder, () -> false).generate(prompts, Operation.NEW_TOKENS, List.of(), (indices, rows) -> {
            for (int i = 0; i < rows.size(); i++) {
                continuations[indices.get(i)] = rows.get(i);
            }
        });
        return continuations;
    }

    private static double[] gaps(Decoder decoder, List<int[]> prompts, int[][] batched, int[][] alone) {
        return IntStream.range(0, prompts.size())
                .filter(row -> !Arrays.equals(batched[row], alone[row]))
                .mapToDouble(row -> {
                    int same = Arrays.mismatch(batched[row], alone[row]);
                    int[] prompt = prompts.get(row);
                    int[] ids = Arrays.copyOf(prompt, prompt.length + same);
                    System.arraycopy(alone[row], 0, ids, prompt.length, same);
                    return gap(decoder, ids);
                })
                .toArray();
    }

    /** How far apart the two best logits after these ids are. */
    private static double gap(Decoder decoder, int[] ids) {
        try (NDManager scope = decoder.newScope()) {
            var row = new TokenizedExample("row", ids, ids.length);
            NDArray hidden = decoder.hidden(scope, decoder.network(), PaddedRows.whole(List.of(row), 0, 0, scope));
            float[] logits = decoder.kernels()
                    .logits(scope, decoder.network(), hidden.get(new NDIndex("0,-1")))
                    .toFloatArray();
            Arrays.sort(logits);
            return (double) logits[logits.length - 1] - logits[logits.length - 2];
        }
    }
}
