/** From what a model said to figures: filters, metrics, aggregation, standard errors, as the harness computes them. */
@NullMarked
package dev.muninn.eval.harness.score;

import org.jspecify.annotations.NullMarked;
