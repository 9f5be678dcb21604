/** What a benchmark class imports: the annotations and the public assertions. */
@NullMarked
package dev.lethe.harness.api;

import org.jspecify.annotations.NullMarked;
