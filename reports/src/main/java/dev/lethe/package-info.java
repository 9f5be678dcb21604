/** What you run: the benchmark class, and {@code lethe}, the command line. */
@NullMarked
package dev.lethe;

import org.jspecify.annotations.NullMarked;
