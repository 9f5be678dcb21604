/** The embedded default model: trained until it has memorized the data, verified, cached. */
@NullMarked
package dev.lethe.harness.target;

import org.jspecify.annotations.NullMarked;
