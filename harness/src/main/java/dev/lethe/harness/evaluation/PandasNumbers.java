package dev.lethe.harness.evaluation;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How pandas' CSV parser reads a number from a cell: blanks around it are allowed, groups of thousands are not. */
final class PandasNumbers {

    private static final Pattern INTEGER = Pattern.compile("[ \\t-\\r]*+([+-]?)([0-9]++)[ \\t-\\r]*+");
    private static final Pattern REAL =
            Pattern.compile("[ \\t-\\r]*+([+-]?)([0-9]*+)(?:\\.([0-9]*+))?(?:[eE]([+-]?[0-9]{1,17}))?[ \\t-\\r]*+");
    private static final Pattern INFINITE = Pattern.compile("([+-]?)(?:inf|infinity)", Pattern.CASE_INSENSITIVE);

    /** More digits than this are not read; they only move the point. */
    private static final int READ_DIGITS = 17;

    private static final int LARGEST_POWER = 308;

    private PandasNumbers() {}

    /** The integer in a cell, of any size. */
    static Optional<BigInteger> integer(String cell) {
        Matcher matcher = INTEGER.matcher(cell);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigInteger digits = new BigInteger(matcher.group(2));
        return Optional.of(matcher.group(1).equals("-") ? digits.negate() : digits);
    }

    /**
     * The real number in a cell. Like the parser ({@code float_precision="high"}, its default) this is one
     * multiplication or division of at most 17 digits by a power of ten, which may miss the nearest number by an ulp.
     */
    static OptionalDouble real(String cell) {
        Matcher infinite = INFINITE.matcher(cell);
        if (infinite.matches()) {
            return OptionalDouble.of(
                    infinite.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        Matcher matcher = REAL.matcher(cell);
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        String whole = matcher.group(2);
        String fraction = matcher.group(3) == null ? "" : matcher.group(3);
        String digits = whole + fraction;
        if (digits.isEmpty()) {
            return OptionalDouble.empty();
        }
        int read = Math.min(digits.length(), READ_DIGITS);
        double number = 0;
        for (int i = 0; i < read; i++) {
            number = number * 10 + (digits.charAt(i) - '0');
        }
        long exponent = (long) whole.length() - read;
        if (matcher.group(4) != null) {
            exponent += Long.parseLong(matcher.group(4));
        }
        double scaled = scale(number, exponent);
        if (Double.isInfinite(scaled)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(matcher.group(1).equals("-") ? -scaled : scaled);
    }

    private static double scale(double number, long exponent) {
        if (exponent > LARGEST_POWER) {
            return Double.POSITIVE_INFINITY;
        }
        if (exponent >= 0) {
            return number * powerOfTen(exponent);
        }
        if (exponent >= -LARGEST_POWER) {
            return number / powerOfTen(-exponent);
        }
        return exponent < -2 * LARGEST_POWER
                ? 0
                : number / powerOfTen(-LARGEST_POWER - exponent) / powerOfTen(LARGEST_POWER);
    }

    private static double powerOfTen(long exponent) {
        return Double.parseDouble("1e" + exponent);
    }
}
