/** How gradients become weights. */
@NullMarked
package dev.muninn.train.optimizer;

import org.jspecify.annotations.NullMarked;
