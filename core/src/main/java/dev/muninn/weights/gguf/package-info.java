/** Models of the dense families in GGUF files. */
@NullMarked
package dev.muninn.weights.gguf;

import org.jspecify.annotations.NullMarked;
