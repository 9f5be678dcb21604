/** The commands of {@code lethe}, one class each. */
@NullMarked
package dev.lethe.command;

import org.jspecify.annotations.NullMarked;
