/** Public benchmark files as passages to learn from: as they are, or with more questions that a solver answers. */
@NullMarked
package dev.muninn.eval.benchmark;

import org.jspecify.annotations.NullMarked;
