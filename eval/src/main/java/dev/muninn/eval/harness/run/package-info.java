/** Asks a model all questions of all tasks, at every depth that is wanted, and keeps what it said. */
@NullMarked
package dev.muninn.eval.harness.run;

import org.jspecify.annotations.NullMarked;
