/** One class per unlearning algorithm; their values per model size stand in {@code parameters.json}. */
@NullMarked
package dev.lethe.methods;

import org.jspecify.annotations.NullMarked;
