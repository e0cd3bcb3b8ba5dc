/** A report as data, and its renderings as Markdown and HTML. */
@NullMarked
package dev.muninn.eval.proof.report;

import org.jspecify.annotations.NullMarked;
