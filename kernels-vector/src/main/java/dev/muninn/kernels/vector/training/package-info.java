/** Forward and backward arithmetic of training on the Vector API, by the rules of {@link dev.muninn.kernels.vector}. */
@NullMarked
package dev.muninn.kernels.vector.training;

import org.jspecify.annotations.NullMarked;
