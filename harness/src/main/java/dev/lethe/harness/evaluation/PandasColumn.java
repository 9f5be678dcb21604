package dev.lethe.harness.evaluation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column as pandas 2 types it when it reads a CSV file: {@code int64}, {@code uint64}, {@code float64}, {@code bool}
 * or, failing these, {@code object}. The official script then prints the values, so a file whose answers are all
 * numbers loses leading zeros, and one missing cell turns all its integers into {@code 1.0}.
 *
 * @param type what all values are
 * @param values BigInteger, Double, Boolean or String; null is a missing value
 */
record PandasColumn(Type type, List<@Nullable Object> values) {

    enum Type {
        INTEGER,
        UNSIGNED,
        REAL,
        BOOLEAN,
        OBJECT
    }

    private static final BigInteger LARGEST_SIGNED = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger SMALLEST_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LARGEST_UNSIGNED =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    PandasColumn {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** The column that the cells of one file become. */
    static PandasColumn of(List<String> cells) {
        boolean missing = cells.stream().anyMatch(MissingValues::isMissing);
        List<String> present =
                cells.stream().filter(cell -> !MissingValues.isMissing(cell)).toList();
        // The integers end where the first cell that is none stands; only those before it can be too large.
        List<BigInteger> integers = present.stream()
                .map(PandasNumbers::integer)
                .takeWhile(Optional::isPresent)
                .map(Optional::get)
                .toList();
        boolean allIntegers = integers.size() == present.size();
        if (integers.stream().anyMatch(PandasColumn::isTooLargeForSigned)) {
            return ofLargeIntegers(cells, integers, allIntegers, missing);
        }
        if (allIntegers) {
            return missing
                    ? parsed(Type.REAL, cells, cell -> integer(cell).doubleValue())
                    : parsed(Type.INTEGER, cells, PandasColumn::integer);
        }
        return ofOtherThanIntegers(cells, present, missing);
    }

    private static PandasColumn ofLargeIntegers(
            List<String> cells, List<BigInteger> integers, boolean allIntegers, boolean missing) {
        boolean signed = integers.stream().anyMatch(integer -> integer.signum() < 0);
        if (integers.stream().anyMatch(integer -> integer.compareTo(LARGEST_UNSIGNED) > 0)) {
            return parsed(Type.OBJECT, cells, cell -> cell);
        }
        if (!allIntegers) {
            List<String> present = cells.stream()
                    .filter(cell -> !MissingValues.isMissing(cell))
                    .toList();
            return ofOtherThanIntegers(cells, present, missing);
        }
        if (missing || signed) {
            // Neither type holds all values: pandas keeps the texts, the markers of missing values among them.
            return new PandasColumn(Type.OBJECT, new ArrayList<>(cells));
        }
        return parsed(Type.UNSIGNED, cells, PandasColumn::integer);
    }

    private static PandasColumn ofOtherThanIntegers(List<String> cells, List<String> present, boolean missing) {
        if (present.stream().map(PandasNumbers::real).allMatch(OptionalDouble::isPresent)) {
            return parsed(Type.REAL, cells, cell -> PandasNumbers.real(cell).getAsDouble());
        }
        if (present.stream().allMatch(PandasColumn::isBoolean)) {
            return parsed(missing ? Type.OBJECT : Type.BOOLEAN, cells, cell -> cell.equalsIgnoreCase("true"));
        }
        return parsed(Type.OBJECT, cells, cell -> cell);
    }

    /** The columns of several files in one: integers beside reals become reals, everything else stays what it is. */
    static PandasColumn joined(List<PandasColumn> columns) {
        Set<Type> types = columns.stream()
                .filter(column -> !column.values.isEmpty())
                .map(PandasColumn::type)
                .collect(Collectors.toSet());
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach(column -> values.addAll(column.values));
        if (types.size() == 1) {
            return new PandasColumn(types.iterator().next(), values);
        }
        if (types.contains(Type.OBJECT) || types.contains(Type.BOOLEAN)) {
            return new PandasColumn(Type.OBJECT, values);
        }
        values.replaceAll(value -> value instanceof BigInteger integer ? (Object) integer.doubleValue() : value);
        return new PandasColumn(Type.REAL, values);
    }

    /** The values as Python prints them; null where one is missing. */
    List<@Nullable String> texts() {
        List<@Nullable String> texts = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof Double real) {
                texts.add(PythonText.repr(real));
            } else if (value instanceof Boolean truth) {
                texts.add(truth ? "True" : "False");
            } else {
                texts.add(value == null ? null : value.toString());
            }
        }
        return texts;
    }

    private static PandasColumn parsed(Type type, List<String> cells, Function<String, Object> parse) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String cell : cells) {
            values.add(MissingValues.isMissing(cell) ? null : parse.apply(cell));
        }
        return new PandasColumn(type, values);
    }

    private static BigInteger integer(String cell) {
        return PandasNumbers.integer(cell).orElseThrow();
    }

    private static boolean isTooLargeForSigned(BigInteger integer) {
        return integer.compareTo(LARGEST_SIGNED) > 0 || integer.compareTo(SMALLEST_SIGNED) < 0;
    }

    private static boolean isBoolean(String cell) {
        String lower = cell.toLowerCase(Locale.ROOT);
        return lower.equals("true") || lower.equals("false");
    }
}
