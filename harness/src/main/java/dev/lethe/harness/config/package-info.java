/** Keys become typed records, once, with all errors at once. */
@NullMarked
package dev.lethe.harness.config;

import org.jspecify.annotations.NullMarked;
