/**
 * Jinja as chat templates use it: {@link dev.muninn.template.Template} compiles a source and renders it. Semantics are those of
 * Jinja2 3.1 in the environment that the transformers library sets up, Python's arithmetic and strings included. A template reads the
 * variables it is given and the time; it has no way to files, classes or the network, and its steps, depth and output are bounded.
 */
@NullMarked
package dev.muninn.template;

import org.jspecify.annotations.NullMarked;
