/** Plots, drawn by XChart as PNG. */
@NullMarked
package dev.muninn.eval.proof.chart;

import org.jspecify.annotations.NullMarked;
