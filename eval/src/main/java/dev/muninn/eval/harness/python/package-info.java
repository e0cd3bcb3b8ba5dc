/** What task files take from Python: its random numbers, regular expressions, literals and ways of writing values. */
@NullMarked
package dev.muninn.eval.harness.python;

import org.jspecify.annotations.NullMarked;
