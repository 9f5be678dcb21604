/** Durability probes: what an unlearned model still knows when it is looked at in another way. */
@NullMarked
package dev.lethe.harness.probe;

import org.jspecify.annotations.NullMarked;
