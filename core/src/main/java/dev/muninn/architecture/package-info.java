/** The facts of a model, and the parameters that follow from them; no weights, no arithmetic, no names of any checkpoint. */
@NullMarked
package dev.muninn.architecture;

import org.jspecify.annotations.NullMarked;
