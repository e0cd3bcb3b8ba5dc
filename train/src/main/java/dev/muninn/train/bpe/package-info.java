/** Byte-level byte-pair encoding: learning it, writing it as a tokenizer.json, and encoding fast. */
@NullMarked
package dev.muninn.train.bpe;

import org.jspecify.annotations.NullMarked;
