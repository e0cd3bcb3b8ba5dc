/** Answers that must have a form: a grammar over bytes, compiled from a JSON schema, and the rule that holds tokens to it. */
@NullMarked
package dev.muninn.sampling.grammar;

import org.jspecify.annotations.NullMarked;
