package dev.lethe.harness.evaluation;

/**
 * A number and where it may lie had other documents of the same kind been drawn.
 *
 * @param value the number itself
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Interval(double value, double low, double high) {

    /** Whether the interval holds a number, its ends included. */
    public boolean contains(double number) {
        return low <= number && number <= high;
    }
}
