/**
 * Forward and backward pass of every family: {@link dev.muninn.model.LoopedModel} is run once over {@code TapeOps}, which records it; the
 * recording becomes a program of kernel calls, forward and backward, over buffers that are planned before the first batch.
 */
@NullMarked
package dev.muninn.train.tape;

import org.jspecify.annotations.NullMarked;
