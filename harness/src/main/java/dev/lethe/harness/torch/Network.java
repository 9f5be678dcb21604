package dev.lethe.harness.torch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * The tensors of one decoder as the kernels take them.
 *
 * @param weights the outer tensors and the blocks' in slot order; an absent one has no elements
 * @param adapters A (R, in), B (out, R), scaling (), gain (R, 1), frozen A and frozen B of every block's linear layers;
 *     absent ones have no elements
 * @param dropout (2) float64, of one pass in training: the probability at which an element of an adapter's input is zeroed,
 *     and the whole number that masks are drawn by; without elements: none is
 * @param frequencies inverse frequencies of the rotary embedding (rotary size / 2), float32; empty without one
 */
public record Network(List<NDArray> weights, List<NDArray> adapters, NDArray dropout, NDArray frequencies) {

    public Network {
        weights = List.copyOf(weights);
        adapters = List.copyOf(adapters);
    }

    /** The same with the dropout of one pass. */
    public Network with(NDArray passDropout) {
        return new Network(weights, adapters, passDropout, frequencies);
    }

    /** All that the kernels take of the adapters: their tensors, and the dropout. */
    List<NDArray> adaptation() {
        var all = new ArrayList<>(adapters);
        all.add(dropout);
        return all;
    }
}
