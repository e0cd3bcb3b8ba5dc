/** Generated problems as the trainer takes them: neither it nor the evaluation knows the other. */
@NullMarked
package dev.muninn.cli.data;

import org.jspecify.annotations.NullMarked;
