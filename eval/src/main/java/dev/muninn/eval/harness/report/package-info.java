/** What an evaluation found: figures, a report, and files in the harness's own layout. */
@NullMarked
package dev.muninn.eval.harness.report;

import org.jspecify.annotations.NullMarked;
