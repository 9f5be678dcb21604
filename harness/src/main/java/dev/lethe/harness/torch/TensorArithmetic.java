package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.util.List;

/**
 * The kernels that change gradients and weights in place, or combine them: what an optimizer and an adapter's merge are
 * made of. All calls come from the compute thread; results belong to the {@code scope} given.
 */
public final class TensorArithmetic {

    private final PtSymbolBlock block;

    TensorArithmetic(PtSymbolBlock block) {
        this.block = block;
    }

    /** The global L2 norm of the gradients, which are then scaled down to {@code limit} if they exceed it (0: never). */
    public float clip(NDManager scope, List<NDArray> gradients, double limit) {
        return new KernelCall(scope, "clip")
                .with("g", gradients)
                .with(limit)
                .run(block)
                .getFloat();
    }

    /** One AdamW step in place. {@code steps} holds a float32 counter for each tensor. */
    public void adamw(
            NDManager scope,
            List<NDArray> trained,
            List<NDArray> gradients,
            List<NDArray> firstMoments,
            List<NDArray> secondMoments,
            List<NDArray> steps,
            double learningRate,
            double weightDecay,
            double beta1,
            double beta2,
            double epsilon) {
        new KernelCall(scope, "adamw")
                .with("t", trained)
                .with("g", gradients)
                .with("m", firstMoments)
                .with("v", secondMoments)
                .with("s", steps)
                .with(learningRate)
                .with(weightDecay)
                .with(beta1)
                .with(beta2)
                .with(epsilon)
                .run(block);
    }

    /** One step of plain gradient descent in place, weight decay added to the gradient. */
    public void sgd(
            NDManager scope, List<NDArray> trained, List<NDArray> gradients, double learningRate, double weightDecay) {
        new KernelCall(scope, "sgd")
                .with("t", trained)
                .with("g", gradients)
                .with(learningRate)
                .with(weightDecay)
                .run(block);
    }

    /** Sets the gradients to zero. */
    public void zero(NDManager scope, List<NDArray> gradients) {
        new KernelCall(scope, "zero").with("g", gradients).run(block);
    }

    /** Adds each of {@code others} to the gradient of its place; they may lie on another device. */
    public void add(NDManager scope, List<NDArray> gradients, List<NDArray> others) {
        new KernelCall(scope, "add").with("g", gradients).with("o", others).run(block);
    }

    /** Multiplies the gradients in place. */
    public void scale(NDManager scope, List<NDArray> gradients, double factor) {
        new KernelCall(scope, "scale").with("g", gradients).with(factor).run(block);
    }

    /** Adds {@code factor} times each of {@code others} to the gradient of its place, on the same device. */
    public void addScaled(NDManager scope, List<NDArray> gradients, List<NDArray> others, double factor) {
        new KernelCall(scope, "add_scaled")
                .with("g", gradients)
                .with("o", others)
                .with(factor)
                .run(block);
    }

    /** Adds {@code factor} times the square of each gradient to the sum of its place. */
    public void addSquares(NDManager scope, List<NDArray> sums, List<NDArray> gradients, double factor) {
        new KernelCall(scope, "add_squares")
                .with("s", sums)
                .with("g", gradients)
                .with(factor)
                .run(block);
    }

    /** Overwrites each target with {@code from + ratio * (to - from)}; at ratio 0 bit by bit {@code from}. */
    public void interpolate(
            NDManager scope, List<NDArray> targets, List<NDArray> from, List<NDArray> to, double ratio) {
        new KernelCall(scope, "interpolate")
                .with("t", targets)
                .with("o", from)
                .with("n", to)
                .with(ratio)
                .run(block);
    }

    /** Overwrites each target with the source of its place, which may lie on another device. */
    public void assign(NDManager scope, List<NDArray> targets, List<NDArray> sources) {
        new KernelCall(scope, "assign").with("t", targets).with("o", sources).run(block);
    }

    /** {@code a - b} in float32, whatever their dtype. */
    public NDArray difference(NDManager scope, NDArray a, NDArray b) {
        return new KernelCall(scope, "difference").with(a).with(b).run(block);
    }

    /** Adds a change in float32 to a tensor of any dtype, rounded once, in place. */
    public void addTo(NDManager scope, NDArray tensor, NDArray change) {
        new KernelCall(scope, "add_to").with(tensor).with(change).run(block);
    }

    /** {@code W + scaling * B A}, computed in float32, in the dtype of W. */
    public NDArray merged(NDManager scope, NDArray weight, NDArray a, NDArray b, NDArray scaling) {
        return new KernelCall(scope, "merged")
                .with(weight)
                .with(a)
                .with(b)
                .with(scaling)
                .run(block);
    }

    /**
     * B (out, R) on top of A transposed (in, R): factors of {@code weight} (out, in) over {@code scaling}, each row weighed
     * by the root of the sum of its {@code importance} (out, in).
     */
    public NDArray weightedFactors(NDManager scope, NDArray weight, NDArray importance, int rank, double scaling) {
        return new KernelCall(scope, "weighted_factors")
                .with(weight)
                .with(importance)
                .with((long) rank)
                .with(scaling)
                .run(block);
    }
}
