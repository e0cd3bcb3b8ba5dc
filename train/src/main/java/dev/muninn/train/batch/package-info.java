/** What a training step is given. */
@NullMarked
package dev.muninn.train.batch;

import org.jspecify.annotations.NullMarked;
