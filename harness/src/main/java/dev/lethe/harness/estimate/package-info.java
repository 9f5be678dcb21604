/** What a run will take before it starts: arithmetic, memory and time from a decoder's shape. */
@NullMarked
package dev.lethe.harness.estimate;

import org.jspecify.annotations.NullMarked;
