/** Text to token ids and back: tokenizer, tokenized example, prompt masking. */
@NullMarked
package dev.lethe.harness.token;

import org.jspecify.annotations.NullMarked;
