package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** Differentiates small formulas over {@link NDArray}s, on the compute thread. */
public final class Autograd {

    private Autograd() {}

    /** A copy of {@code values} without its history, that a formula can be differentiated by. */
    public static NDArray leaf(NDArray values) {
        PtNDArray leaf = JniUtils.detachGradient((PtNDArray) values);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** Evaluates a formula that yields a scalar, and differentiates it by every leaf it used. */
    public static NDArray differentiate(Supplier<NDArray> formula) {
        JniUtils.setGradMode(true);
        try {
            NDArray loss = formula.get();
            if (loss.getShape().dimension() != 0 && loss.size() != 1) {
                throw new IllegalArgumentException("an objective yields one number, not " + loss.getShape());
            }
            JniUtils.backward((PtNDArray) loss, (PtNDArray) loss.onesLike(), false, false);
            return loss;
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    /** The gradient of the last differentiated formula by {@code leaf}; zeros if the formula did not use it. */
    public static NDArray gradient(NDArray leaf, NDManager scope) {
        if (!JniUtils.requiresGrad((PtNDArray) leaf) || !leaf.hasGradient()) {
            return leaf.zerosLike();
        }
        NDArray gradient = leaf.getGradient();
        gradient.attach(scope);
        return gradient;
    }
}
