/** Scores from texts and losses: pure functions, without JUnit and without native code. */
@NullMarked
package dev.lethe.harness.evaluation;

import org.jspecify.annotations.NullMarked;
