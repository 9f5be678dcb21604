package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of a kernel: its arguments in order. Results belong to the scope. */
final class KernelCall {

    private final NDManager scope;
    private final NDList arguments = new NDList();
    private @Nullable String openList;

    KernelCall(NDManager scope, String kernel) {
        this.scope = scope;
        NDArray name = scope.create(0);
        name.setName("module_method:" + kernel);
        arguments.add(name);
    }

    KernelCall with(NDArray tensor) {
        tensor.setName(null);
        arguments.add(tensor);
        openList = null;
        return this;
    }

    KernelCall with(double number) {
        return with(scope.create(number));
    }

    KernelCall with(long number) {
        return with(scope.create(number));
    }

    /** Adds a non-empty list argument; neighbouring lists need different names. */
    KernelCall with(String list, List<NDArray> tensors) {
        if (tensors.isEmpty() || list.equals(openList)) {
            throw new IllegalArgumentException("list argument " + list + " is empty or follows one of its name");
        }
        for (NDArray tensor : tensors) {
            tensor.setName(list + "[]");
            arguments.add(tensor);
        }
        openList = list;
        return this;
    }

    /** Runs without a graph. */
    NDArray run(PtSymbolBlock kernels) {
        return run(kernels, false);
    }

    /** Runs with gradient mode on, so that results carry their graph. */
    NDArray runWithGraph(PtSymbolBlock kernels) {
        return run(kernels, true);
    }

    private NDArray run(PtSymbolBlock kernels, boolean graph) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(graph);
        try {
            return IValueUtils.forward(kernels, arguments, true).singletonOrThrow();
        } finally {
            JniUtils.setGradMode(before);
        }
    }
}
