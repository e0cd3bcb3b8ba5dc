/** From a row to what a model is asked: templates, examples, messages; as the harness puts them together. */
@NullMarked
package dev.muninn.eval.harness.prompt;

import org.jspecify.annotations.NullMarked;
