package dev.lethe.harness.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What a forward pass leaves for the way back.
 *
 * @param ids (B, T) the tokens
 * @param hidden (B, T, D) after the final norm; with its graph unless block inputs were kept
 * @param blockInputs (layers + 1, B, T, D) with activation checkpointing; null without
 */
public record ForwardPass(NDArray ids, NDArray hidden, @Nullable NDArray blockInputs) {}
