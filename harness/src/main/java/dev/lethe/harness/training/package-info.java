/** Phases, batches, objectives, the optimizer and the loop. */
@NullMarked
package dev.lethe.harness.training;

import org.jspecify.annotations.NullMarked;
