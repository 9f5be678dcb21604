package dev.lethe.harness.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Prompts as tensors, padded on the left so that all end together (B rows, T positions).
 *
 * @param ids (B, T) int64, 0 on padding
 * @param real (B, T) boolean, false on padding
 */
record PaddedPrompts(NDArray ids, NDArray real) {

    static PaddedPrompts of(List<int[]> prompts, NDManager scope) {
        int length = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        long[] ids = new long[prompts.size() * length];
        boolean[] real = new boolean[ids.length];
        for (int b = 0; b < prompts.size(); b++) {
            int[] prompt = prompts.get(b);
            int start = b * length + length - prompt.length;
            for (int t = 0; t < prompt.length; t++) {
                ids[start + t] = prompt[t];
                real[start + t] = true;
            }
        }
        var shape = new Shape(prompts.size(), length);
        return new PaddedPrompts(scope.create(ids, shape), scope.create(real, shape));
    }
}
