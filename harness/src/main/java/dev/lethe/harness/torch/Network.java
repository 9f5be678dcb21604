package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The tensors of one decoder as the kernels take them.
 *
 * @param weights the outer tensors and the blocks' in slot order; an absent one has no elements
 * @param adapters A (R, in), B (out, R), scaling (), gain (R, 1), frozen A and frozen B of every block's linear layers;
 *     absent ones have no elements
 * @param frequencies inverse frequencies of the rotary embedding (rotary size / 2), float32; empty without one
 */
public record Network(List<NDArray> weights, List<NDArray> adapters, NDArray frequencies) {

    public Network {
        weights = List.copyOf(weights);
        adapters = List.copyOf(adapters);
    }
}
