package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * What training changes, matrix by matrix: of an adapter each adapted weight's {@code scaling * B (gain A)}, else each
 * trained tensor. States are lists of what {@link TrainedModel#trained()} held, in its order.
 */
public final class WeightChanges {

    private final TrainedModel model;
    private final List<AdapterPair> pairs;

    public WeightChanges(TrainedModel model) {
        this.model = model;
        this.pairs = model.adapter().map(LoraAdapter::pairs).orElse(List.of());
    }

    /** The number of matrices or tensors that change. */
    public int count() {
        return pairs.isEmpty() ? model.trained().size() : pairs.size();
    }

    /** What changed in one of them from a state to another, in float32. */
    public NDArray between(int index, List<NDArray> from, List<NDArray> to, NDManager scope) {
        NDArray start = pairs.isEmpty() ? from.get(index) : product(index, from, scope);
        NDArray end = pairs.isEmpty() ? to.get(index) : product(index, to, scope);
        return model.kernels().arithmetic().difference(scope, end, start);
    }

    private NDArray product(int index, List<NDArray> state, NDManager scope) {
        int tensors = pairs.get(0).trained().size();
        List<NDArray> pair = state.subList(tensors * index, tensors * (index + 1));
        NDArray down = tensors == 2 ? pair.get(0) : attached(pair.get(0).mul(pair.get(2)), scope);
        NDArray product = attached(pair.get(1).matMul(down), scope);
        return attached(product.mul(model.adapter().orElseThrow().scaling()), scope);
    }

    /** Adds a change to one of them: under an adapter, to the weight that it adapts. */
    public void add(int index, NDArray change, NDManager scope) {
        if (pairs.isEmpty()) {
            model.kernels().arithmetic().addTo(scope, model.trained().get(index), change);
        } else {
            model.changeBase(scope, pairs.get(index).weight(), change);
        }
    }

    /**
     * Multiplies all changes since a state.
     *
     * @param from a fresh start, where the model has an adapter
     */
    public void multiply(List<NDArray> from, double factor, NDManager scope) {
        if (pairs.isEmpty()) {
            List<NDArray> now = model.trained().stream()
                    .map(tensor -> model.kernels().storage().copied(scope, tensor))
                    .toList();
            model.kernels().arithmetic().interpolate(scope, model.trained(), from, now, factor);
        } else {
            if (pairs.stream().anyMatch(pair -> pair.frozenA().size() > 0)) {
                throw new IllegalStateException(
                        "an adapter that started from the weights' own factors has no multiple");
            }
            model.adapter().orElseThrow().switches().forEach(tensor -> tensor.muli(factor));
        }
    }

    private static NDArray attached(NDArray array, NDManager scope) {
        array.attach(scope);
        return array;
    }
}
