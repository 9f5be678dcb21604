package dev.lethe.methods;

import static org.assertj.core.api.Assertions.within;

import dev.lethe.harness.token.TokenizedExample;
import dev.lethe.harness.torch.Compute;
import dev.lethe.harness.training.GivenLogits;
import dev.lethe.harness.training.Objective;
import dev.lethe.harness.training.PerToken;
import dev.lethe.harness.training.Role;
import dev.lethe.harness.training.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;

/**
 * The rows for which losses were worked out in float64, independently of this code: two forget rows with logits
 * 1.5 sin(0.9 (v + 1) (t + 1) + 1.1 b) over five tokens, and 1.5 cos(0.5 (v + 1) (t + 2) - 0.8 b) under the reference; two
 * retain rows whose b goes on counting.
 */
record Golden(int firstRow, int[][] labels) {

    static final Golden FORGET = new Golden(0, new int[][] {{-100, 2, 4, 0}, {-100, -100, 1, 3}});
    static final Golden RETAIN = new Golden(2, new int[][] {{-100, 1, 0, -100}, {-100, 3, 3, 2}});
    static final Golden NONE = new Golden(0, new int[0][]);

    /** The arithmetic under test is in float32. */
    static final Offset<Double> CLOSE = within(1e-6);

    private static final int VOCABULARY = 5;
    private static final int LENGTH = 4;
    private static final Compute COMPUTE = Compute.best();
    private static @Nullable GivenLogits given;

    Golden first(int rows) {
        return new Golden(firstRow, Arrays.copyOf(labels, rows));
    }

    private GivenLogits.Part part() {
        return new GivenLogits.Part(
                Arrays.stream(labels).map(Golden::example).toList(),
                logits(x -> 1.5 * Math.sin(x), 0.9, 1, 1.1),
                logits(x -> 1.5 * Math.cos(x), 0.5, 2, -0.8),
                LENGTH);
    }

    /** Tokens that are no labels matter only in number. */
    private static TokenizedExample example(int[] labels) {
        int start = 0;
        while (labels[start] < 0) {
            start++;
        }
        int end = labels.length;
        while (labels[end - 1] < 0) {
            end--;
        }
        int[] ids = Arrays.stream(labels)
                .limit(end)
                .map(label -> Math.max(0, label))
                .toArray();
        return new TokenizedExample("golden", ids, start);
    }

    private float[] logits(DoubleUnaryOperator wave, double pace, int shift, double perRow) {
        float[] logits = new float[labels.length * LENGTH * VOCABULARY];
        for (int i = 0; i < logits.length; i++) {
            int v = i % VOCABULARY;
            int t = i / VOCABULARY % LENGTH;
            int b = firstRow + i / VOCABULARY / LENGTH;
            logits[i] = (float) wave.applyAsDouble(pace * (v + 1) * (t + shift) + perRow * b);
        }
        return logits;
    }

    /** What a reduction makes of the rows' NLL, one number or one for each row. */
    double[] reduced(Function<PerToken, Value> reduction) {
        var reduced = new ArrayList<Double>();
        loss(
                batch -> {
                    Value values = reduction.apply(batch.forget().nll());
                    for (Number value : values.array().toArray()) {
                        reduced.add(value.doubleValue());
                    }
                    return values.sum();
                },
                this,
                NONE);
        return reduced.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The loss of a batch of these rows. */
    static double loss(Objective objective, Golden forget, Golden retain) {
        return loss(objective, Map.of(Role.FORGET, forget, Role.RETAIN, retain));
    }

    /** The loss of a batch whose alternatives are the retain rows. */
    static double lossWithAlternatives(Objective objective) {
        return loss(objective, Map.of(Role.FORGET, FORGET, Role.ALTERNATIVE, RETAIN, Role.RETAIN, RETAIN));
    }

    static double loss(Objective objective, Map<Role, Golden> rows) {
        var parts = new EnumMap<Role, GivenLogits.Part>(Role.class);
        rows.forEach((role, golden) -> {
            if (golden.labels().length > 0) {
                parts.put(role, golden.part());
            }
        });
        return COMPUTE.call(() -> given().loss(objective, parts));
    }

    /** The blocks whose output the last objective looked at. */
    static List<Integer> blocks() {
        return COMPUTE.call(() -> List.copyOf(given().blocks()));
    }

    /** One for all tests, made on the compute thread when the first asks. */
    private static GivenLogits given() {
        if (given == null) {
            given = new GivenLogits(COMPUTE, VOCABULARY);
        }
        return given;
    }

    /** The golden rows of the roles that a batch has. */
    static Map<Role, Golden> like(Iterable<Role> roles) {
        var rows = new EnumMap<Role, Golden>(Role.class);
        roles.forEach(role -> rows.put(role, role == Role.FORGET ? FORGET : RETAIN));
        return rows;
    }
}
