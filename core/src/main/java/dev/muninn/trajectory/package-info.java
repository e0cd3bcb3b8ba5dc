/** Where latent states go: what their paths are called, and how to draw them. Knows arrays only. */
@NullMarked
package dev.muninn.trajectory;

import org.jspecify.annotations.NullMarked;
