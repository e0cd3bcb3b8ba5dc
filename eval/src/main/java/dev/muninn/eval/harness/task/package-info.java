/** Task files: lm-evaluation-harness's own YAML, as far as it needs no Python, and the tasks that ship. */
@NullMarked
package dev.muninn.eval.harness.task;

import org.jspecify.annotations.NullMarked;
