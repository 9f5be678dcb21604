/** Progress of long work on a console: a bar on a terminal, lines elsewhere. */
@NullMarked
package dev.lethe.harness.progress;

import org.jspecify.annotations.NullMarked;
