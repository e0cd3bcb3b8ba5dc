@NullMarked
package dev.muninn.weights.gguf;

import org.jspecify.annotations.NullMarked;
