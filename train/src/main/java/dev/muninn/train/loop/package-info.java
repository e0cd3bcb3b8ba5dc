/** The training loop: curriculum, steps, evaluation, checkpoints. */
@NullMarked
package dev.muninn.train.loop;

import org.jspecify.annotations.NullMarked;
