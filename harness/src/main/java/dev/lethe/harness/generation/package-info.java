/** Greedy decoding with a KV cache and scoring of sequences, in batches. */
@NullMarked
package dev.lethe.harness.generation;

import org.jspecify.annotations.NullMarked;
