package dev.lethe.harness.evaluation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The averages of the official script; NaN stands for the mean of nothing, as there. */
final class Means {

    /** Shift of the geometric mean. Lethe's own choice, not tuned: one term of 0 among ones of 1 leaves two thirds. */
    private static final double SHIFT = 0.01;

    private Means() {}

    /** Arithmetic mean of what is present, NaN if nothing is. */
    static double arithmetic(Stream<@Nullable Double> values) {
        double sum = 0;
        int count = 0;
        for (double value :
                values.filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray()) {
            sum += value;
            count++;
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** Arithmetic mean of all values with an exact sum, as Python's {@code statistics.mean}; NaN if one is NaN. */
    static double exact(double... values) {
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            return Double.NaN;
        }
        BigDecimal sum = Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.divide(BigDecimal.valueOf(values.length), MathContext.DECIMAL128)
                .doubleValue();
    }

    /**
     * Harmonic mean n / (1/x1 + … + 1/xn) of values in [0, 1]; 0 if any of them is 0, else NaN if any is NaN or there is
     * none. The reciprocals are added exactly, as Python's {@code statistics.harmonic_mean} does.
     */
    static double harmonic(List<Double> values) {
        if (values.stream().anyMatch(value -> value == 0)) {
            return 0;
        }
        if (values.isEmpty() || values.stream().anyMatch(value -> value.isNaN())) {
            return Double.NaN;
        }
        BigDecimal reciprocals =
                values.stream().map(value -> new BigDecimal(1 / value)).reduce(BigDecimal.ZERO, BigDecimal::add);
        return BigDecimal.valueOf(values.size())
                .divide(reciprocals, MathContext.DECIMAL128)
                .doubleValue();
    }

    /**
     * Geometric mean of values in [0, 1] that a single 0 does not make 0: exp(mean(ln(x + s))) - s. It is x where all
     * are x, and lies between the harmonic mean and the arithmetic one. NaN if one is NaN or there is none.
     */
    static double shiftedGeometric(List<Double> values) {
        double logarithms = arithmetic(values.stream().map(value -> Math.log(value + SHIFT)));
        return Math.max(0, Math.exp(logarithms) - SHIFT);
    }
}
