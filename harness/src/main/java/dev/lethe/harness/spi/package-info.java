/** What an author of a method or of a listener implements and is given; the catalog of methods and their values. */
@NullMarked
package dev.lethe.harness.spi;

import org.jspecify.annotations.NullMarked;
