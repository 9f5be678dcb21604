/** What a trial leaves on disk: the record and the row files, their JSON and its schema. */
@NullMarked
package dev.lethe.harness.record;

import org.jspecify.annotations.NullMarked;
