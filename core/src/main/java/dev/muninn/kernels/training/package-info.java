/** Forward and backward arithmetic of training: whole sequences, plain row-major weights, one thread a call. */
@NullMarked
package dev.muninn.kernels.training;

import org.jspecify.annotations.NullMarked;
