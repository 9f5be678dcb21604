package dev.lethe.methods;

/** Guards of the parameter records: the message names the parameter, its value and what is allowed. */
final class Checks {

    private Checks() {}

    static void atLeast(long minimum, String name, long value) {
        check(value >= minimum, name, value, "at least " + minimum);
    }

    static void positive(String name, double value) {
        check(value > 0 && Double.isFinite(value), name, value, "a positive number");
    }

    static void notNegative(String name, double value) {
        check(value >= 0 && Double.isFinite(value), name, value, "0 or a positive number");
    }

    static void fraction(String name, double value) {
        check(value >= 0 && value <= 1, name, value, "between 0 and 1");
    }

    static void check(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + allowed);
        }
    }
}
