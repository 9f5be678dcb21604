package dev.lethe.methods;

import ai.djl.ndarray.NDArray;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.Value;
import java.util.stream.IntStream;

/**
 * The loss on answers as llm_unlearn codes it: weights that are meant for tokens meet the losses of the tokens after
 * them. A row's weights are equal from its start on and sum to 1, that of its last token meets none. Rows have no token
 * that is the padding's.
 */
final class AnswerLoss {

    private AnswerLoss() {}

    /** @param starts the first token of each row that has a weight; without elements: that of the answer */
    static Value of(PerToken nll, int[] starts) {
        NDArray scored = nll.scored().array();
        int rows = (int) scored.getShape().get(0);
        int length = (int) scored.getShape().get(1);
        if (starts.length > 0 && starts.length != rows) {
            throw new AssertionError(starts.length + " starts for " + rows + " rows");
        }
        float[] mask = scored.toFloatArray();
        float[] weights = new float[mask.length];
        for (int b = 0; b < rows; b++) {
            int row = b * length;
            int[] labels = IntStream.range(0, length)
                    .filter(t -> mask[row + t] > 0)
                    .map(t -> t + 1)
                    .toArray();
            if (labels.length > 0) {
                int last = labels[labels.length - 1];
                int start = starts.length > 0 ? starts[b] : labels[0];
                for (int t = start; t < last; t++) {
                    weights[row + t] = 1f / (last + 1 - start);
                }
            }
        }
        var weighting = new Value(scored.getManager().create(weights, scored.getShape()));
        return nll.values().mul(weighting).rowSums().mean();
    }
}
