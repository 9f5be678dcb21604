package dev.lethe.methods;

import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.TrainingBatch;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.data.Offset;

/**
 * The rows for which losses were worked out in float64, independently of this code: two forget rows with logits
 * 1.5 sin(0.9 (v + 1) (t + 1) + 1.1 b) over five tokens, two retain rows whose b goes on counting.
 */
record Golden(double[][] nll, int[][] labels) {

    static final Golden FORGET = of(0, new int[][] {{-100, 2, 4, 0}, {-100, -100, 1, 3}});
    static final Golden RETAIN = of(2, new int[][] {{-100, 1, 0, -100}, {-100, 3, 3, 2}});
    static final Golden NONE = of(0, new int[0][]);

    /** The arithmetic under test is in float32. */
    static final Offset<Double> CLOSE = within(1e-6);

    private static final int VOCABULARY = 5;

    private static Golden of(int firstRow, int[][] labels) {
        double[][] nll = new double[labels.length][];
        for (int b = 0; b < labels.length; b++) {
            // The logits at t are scored against the label at t + 1.
            nll[b] = new double[labels[b].length - 1];
            for (int t = 0; t < nll[b].length; t++) {
                int label = labels[b][t + 1];
                nll[b][t] = label < 0 ? 0 : nll(firstRow + b, t, label);
            }
        }
        return new Golden(nll, labels);
    }

    private static double nll(int b, int t, int label) {
        double sum = 0;
        for (int v = 0; v < VOCABULARY; v++) {
            sum += Math.exp(logit(b, t, v));
        }
        return Math.log(sum) - logit(b, t, label);
    }

    private static double logit(int b, int t, int v) {
        return 1.5 * Math.sin(0.9 * (v + 1) * (t + 1) + 1.1 * b);
    }

    Golden first(int rows) {
        return new Golden(Arrays.copyOf(nll, rows), Arrays.copyOf(labels, rows));
    }

    /** What a reduction makes of the rows' NLL, one number or one for each row. */
    double[] reduced(Function<PerToken, NDArray> reduction) {
        return compute(scope -> reduction.apply(perToken(scope)));
    }

    /** The loss of a batch of these rows. */
    static double loss(Objective objective, Golden forget, Golden retain) {
        return compute(
                scope -> objective.loss(TrainingBatch.given(forget.quantities(scope), retain.quantities(scope))))[0];
    }

    private static double[] compute(Function<NDManager, NDArray> formula) {
        try (Compute compute = Compute.best()) {
            return compute.call(
                    () -> Arrays.stream(formula.apply(compute.manager()).toArray())
                            .mapToDouble(Number::doubleValue)
                            .toArray());
        }
    }

    private Map<PerToken.Kind, PerToken> quantities(NDManager scope) {
        return nll.length == 0 ? Map.of() : Map.of(PerToken.Kind.NLL, perToken(scope));
    }

    private PerToken perToken(NDManager scope) {
        int length = nll[0].length;
        float[] values = new float[nll.length * length];
        float[] scored = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) nll[i / length][i % length];
            scored[i] = labels[i / length][i % length + 1] < 0 ? 0 : 1;
        }
        var shape = new Shape(nll.length, length);
        return new PerToken(scope.create(values, shape), scope.create(scored, shape));
    }
}
