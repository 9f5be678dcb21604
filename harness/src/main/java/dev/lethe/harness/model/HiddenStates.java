package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import dev.lethe.harness.torch.Network;
import org.jspecify.annotations.Nullable;

/**
 * What a forward pass through the blocks leaves for the way back.
 *
 * @param network as it ran, dropout included
 * @param ids (B, T) the tokens
 * @param real (B, T) false on padding; without elements where it is not masked
 * @param packed (P) the positions b * T + t that were computed; without elements: all
 * @param values (B, T, D), with their graph unless block inputs were kept
 * @param normed whether the values are those after the final norm, or the output of a block
 * @param blockInputs (blocks + 1, P or B, T, D) with activation checkpointing; null without
 */
public record HiddenStates(
        Network network,
        NDArray ids,
        NDArray real,
        NDArray packed,
        NDArray values,
        boolean normed,
        @Nullable NDArray blockInputs) {}
