/**
 * The default data: seeded grammars and tables of facts that write stories, made-up people, biographies and
 * multiple-choice questions. All text and tables are Lethe's own.
 */
@NullMarked
package dev.lethe.data.generate;

import org.jspecify.annotations.NullMarked;
