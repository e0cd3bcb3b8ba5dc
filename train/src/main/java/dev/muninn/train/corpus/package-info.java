/** Corpora that a loaded model writes: prompts and topics to lines of JSONL. */
@NullMarked
package dev.muninn.train.corpus;

import org.jspecify.annotations.NullMarked;
