/** Small programs on Muninn's public API; the build runs each. */
@NullMarked
package dev.muninn.examples;

import org.jspecify.annotations.NullMarked;
