/** Speed and memory of a decoder of noise: what {@code lethe bench} measures. */
@NullMarked
package dev.lethe.harness.bench;

import org.jspecify.annotations.NullMarked;
