package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;

/**
 * A tensor in the formula of an {@link Objective}: what an operation yields is differentiated through it. On the compute
 * thread; everything a formula makes is freed at the end of the step.
 *
 * <p>DJL's own operations with a Java number free that number before the gradient is computed, which still reads it: where
 * the garbage collector runs in between, the gradient is wrong and nothing says so. Here numbers live as long as the step.
 *
 * @param array of float32
 */
public record Value(NDArray array) {

    public Value add(Value other) {
        return new Value(array.add(other.array));
    }

    public Value add(double number) {
        return new Value(array.add(held(number)));
    }

    public Value sub(Value other) {
        return new Value(array.sub(other.array));
    }

    public Value sub(double number) {
        return new Value(array.sub(held(number)));
    }

    public Value mul(Value other) {
        return new Value(array.mul(other.array));
    }

    public Value mul(double number) {
        return new Value(array.mul(held(number)));
    }

    public Value div(Value other) {
        return new Value(array.div(other.array));
    }

    public Value div(double number) {
        return new Value(array.div(held(number)));
    }

    public Value pow(double exponent) {
        return new Value(array.pow(held(exponent)));
    }

    /** Each element, or the number where that is larger. */
    public Value maximum(double number) {
        // Types are not promoted here.
        return new Value(array.maximum(array.getManager().create((float) number)));
    }

    public Value neg() {
        return new Value(array.neg());
    }

    public Value abs() {
        return new Value(array.abs());
    }

    public Value exp() {
        return new Value(array.exp());
    }

    public Value log() {
        return new Value(array.log());
    }

    /** The sum of all elements. Scalar. */
    public Value sum() {
        return new Value(array.sum());
    }

    /** The sums of (B, T) over each row. (B) */
    public Value rowSums() {
        return new Value(array.sum(new int[] {1}));
    }

    /** The mean of all elements. Scalar. */
    public Value mean() {
        return new Value(array.mean());
    }

    /** The same numbers as constants: no gradient goes through them. */
    public Value stopGradient() {
        return new Value(array.stopGradient());
    }

    /** The one number of a scalar. */
    public double number() {
        return array.toArray()[0].doubleValue();
    }

    /** Freed with the array's manager, which is the step's. */
    private NDArray held(double number) {
        return array.getManager().create(number);
    }
}
