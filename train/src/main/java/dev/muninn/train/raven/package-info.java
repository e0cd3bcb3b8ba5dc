/** Forward and backward pass of the Raven family. */
@NullMarked
package dev.muninn.train.raven;

import org.jspecify.annotations.NullMarked;
