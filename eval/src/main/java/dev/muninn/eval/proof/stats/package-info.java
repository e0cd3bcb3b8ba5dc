/** Statistics that the proof needs: shares with intervals, rank correlation, principal components. */
@NullMarked
package dev.muninn.eval.proof.stats;

import org.jspecify.annotations.NullMarked;
