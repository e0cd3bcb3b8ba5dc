/** What the trainer is handed by the command line: tasks as documents, and a line that says how far it is. */
@NullMarked
package dev.muninn.cli.train;

import org.jspecify.annotations.NullMarked;
