/** One (model, method, seed) from start to record. */
@NullMarked
package dev.lethe.harness.trial;

import org.jspecify.annotations.NullMarked;
