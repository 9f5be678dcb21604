/** Text to token ids and back: the tokenizer and its training, tokenized rows, prompt masking. */
@NullMarked
package dev.lethe.harness.token;

import org.jspecify.annotations.NullMarked;
