/** A model's trainable tensors in one array. */
@NullMarked
package dev.muninn.train.parameters;

import org.jspecify.annotations.NullMarked;
