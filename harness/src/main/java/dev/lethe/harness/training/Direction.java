package dev.lethe.harness.training;

import java.util.ArrayList;
import java.util.List;

/**
 * A weighted sum of gradients of the same step, to be descended along: {@code d = sum_i factor_i * g_i}.
 *
 * @param terms the summands
 */
public record Direction(List<Term> terms) {

    /** One summand. */
    public record Term(Gradient gradient, double factor) {}

    /** The direction of length 0. */
    public static final Direction NONE = new Direction(List.of());

    public Direction {
        terms = List.copyOf(terms);
    }

    /** This direction and another summand. */
    public Direction plus(double factor, Gradient gradient) {
        var sum = new ArrayList<>(terms);
        sum.add(new Term(gradient, factor));
        return new Direction(sum);
    }
}
