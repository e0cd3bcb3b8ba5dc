/** GGUF files: metadata and tensors as they lie there, whatever model they are of. */
@NullMarked
package dev.muninn.gguf;

import org.jspecify.annotations.NullMarked;
