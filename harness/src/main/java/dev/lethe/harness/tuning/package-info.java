/** The same small search of parameter values for every method, through ordinary trials. */
@NullMarked
package dev.lethe.harness.tuning;

import org.jspecify.annotations.NullMarked;
