/** The embedded default model that has memorised the data. */
@NullMarked
package dev.lethe.harness.target;

import org.jspecify.annotations.NullMarked;
