/**
 * From what a user wrote to a checkpoint folder: a folder, the Hugging Face cache, or the hub itself where the network
 * is allowed. Knows files and HTTP, nothing of weights.
 */
@NullMarked
package dev.lethe.harness.source;

import org.jspecify.annotations.NullMarked;
