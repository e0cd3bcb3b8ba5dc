/** The proof: what depth does for a model, measured on held-out problems. */
@NullMarked
package dev.muninn.eval.proof;

import org.jspecify.annotations.NullMarked;
