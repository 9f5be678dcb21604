package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.lethe.harness.model.Decoder;
import dev.lethe.harness.model.PaddedRows;
import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Dtype;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Where greedy continuations of the same prompts differ that were computed in two ways. On the compute thread. */
public final class DecodeDifferences {

    /** In float32 closer logits may change places with the order of additions. */
    public static final double NEAR = 1e-3;

    /** The same in types with fewer digits. A guess: bfloat16 keeps eight bits, so logits of about 10 are rounded to 0.06. */
    private static final double NEAR_ROUNDED = 0.125;

    private DecodeDifferences() {}

    /** The gap below which two logits count as equally good. */
    public static double near(Dtype computeType) {
        return computeType.bytes() < Dtype.FLOAT32.bytes() ? NEAR_ROUNDED : NEAR;
    }

    /** The gap between the two best logits where the continuations of a row first differ, for each row that differs. */
    public static double[] gaps(Decoder decoder, List<int[]> prompts, List<int[]> some, List<int[]> others) {
        return IntStream.range(0, prompts.size())
                .filter(row -> !Arrays.equals(some.get(row), others.get(row)))
                .mapToDouble(row -> {
                    int same = Arrays.mismatch(some.get(row), others.get(row));
                    int[] prompt = prompts.get(row);
                    int[] ids = Arrays.copyOf(prompt, prompt.length + same);
                    System.arraycopy(others.get(row), 0, ids, prompt.length, same);
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
