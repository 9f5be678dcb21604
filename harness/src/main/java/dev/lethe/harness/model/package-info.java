/**
 * Checkpoint folders, decoder options, adapters and what of a model is trained. Axes: B batch, T tokens, D width, H heads,
 * K key-value heads, C head size, V vocabulary, R rank.
 */
@NullMarked
package dev.lethe.harness.model;

import org.jspecify.annotations.NullMarked;
