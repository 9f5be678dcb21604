/**
 * What is to be forgotten and kept: rows, documents and questions in the formats of LUME, SemEval-2025 Task 4 and MMLU,
 * their readers and writers, and the seeded generator of the default data.
 */
@NullMarked
package dev.lethe.data;

import org.jspecify.annotations.NullMarked;
