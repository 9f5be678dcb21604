package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.harness.torch.Dtype;
import dev.lethe.harness.torch.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The tensors of a network that are trained, each with a gradient buffer in float32, and their places in it. */
final class TrainedTensors {

    private final Decoder decoder;
    private final Network network;
    private final List<NDArray> tensors;
    private final List<NDArray> gradients;
    private final long[] positions;
    private final NDArray headGradient;
    private final NDArray headBiasGradient;

    /** @param owner of the gradient buffers */
    TrainedTensors(Decoder decoder, Network network, List<NDArray> tensors, NDManager owner) {
        this.decoder = decoder;
        this.network = network;
        this.tensors = List.copyOf(tensors);
        this.gradients = buffers(owner);
        this.positions = placed();
        this.headGradient = gradientOf(Slot.HEAD, owner);
        this.headBiasGradient = gradientOf(Slot.HEAD_BIAS, owner);
        requireGradients(true);
    }

    private List<NDArray> buffers(NDManager owner) {
        var buffers = new ArrayList<NDArray>();
        for (NDArray tensor : tensors) {
            buffers.add(decoder.kernels()
                    .storage()
                    .zeros(owner, Dtype.FLOAT32, tensor.getShape().getShape()));
        }
        return List.copyOf(buffers);
    }

    private long[] placed() {
        List<NDArray> all = new ArrayList<>(network.weights());
        all.addAll(network.adapters());
        return tensors.stream()
                .mapToLong(tensor -> IntStream.range(0, all.size())
                        .filter(i -> all.get(i) == tensor)
                        .findFirst()
                        .orElseThrow())
                .toArray();
    }

    List<NDArray> tensors() {
        return tensors;
    }

    /** In the order of the tensors. */
    List<NDArray> gradients() {
        return gradients;
    }

    /** Where each tensor stands among the network's weights followed by its adapters. */
    long[] positions() {
        return positions.clone();
    }

    /** The first block that holds one of them; {@link WeightName#OUTSIDE}: some stand outside the blocks. */
    int firstBlock() {
        return IntStream.range(0, positions.length)
                .map(i -> block(positions[i]))
                .min()
                .orElse(0);
    }

    private int block(long position) {
        int weights = network.weights().size();
        return position < weights
                ? DecoderWeights.layer((int) position)
                : (int) (position - weights)
                        / (network.adapters().size() / decoder.config().layers());
    }

    /** Of the decoder's head; without elements where it is not trained. */
    NDArray headGradient() {
        return headGradient;
    }

    /** Of the head's bias; without elements where it is not trained. */
    NDArray headBiasGradient() {
        return headBiasGradient;
    }

    private NDArray gradientOf(Slot slot, NDManager owner) {
        NDArray tensor = decoder.weights().tensors().get(DecoderWeights.index(slot));
        return IntStream.range(0, tensors.size())
                .filter(i -> tensors.get(i) == tensor)
                .mapToObj(gradients::get)
                .findFirst()
                .orElseGet(() -> owner.create(new Shape(0)));
    }

    void requireGradients(boolean require) {
        tensors.forEach(tensor -> tensor.setRequiresGradient(require));
    }
}
