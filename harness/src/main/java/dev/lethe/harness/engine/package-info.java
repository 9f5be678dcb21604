/** The JUnit Platform engine: JUnit in, trials out; no maths. */
@NullMarked
package dev.lethe.harness.engine;

import org.jspecify.annotations.NullMarked;
