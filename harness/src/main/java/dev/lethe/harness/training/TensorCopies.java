package dev.lethe.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.harness.torch.Kernels;
import java.util.List;

/** What some tensors held at one time, to put it back bit by bit. */
final class TensorCopies {

    private final Kernels kernels;
    private final List<NDArray> tensors;
    private final List<NDArray> copies;

    /** @param owner of the copies */
    TensorCopies(Kernels kernels, List<NDArray> tensors, NDManager owner) {
        this.kernels = kernels;
        this.tensors = tensors;
        this.copies = tensors.stream()
                .map(tensor -> kernels.storage().copied(owner, tensor))
                .toList();
    }

    /** The copies, in the order of the tensors. */
    List<NDArray> copies() {
        return copies;
    }

    void restore(NDManager scope) {
        if (!tensors.isEmpty()) {
            kernels.arithmetic().assign(scope, tensors, copies);
        }
    }
}
