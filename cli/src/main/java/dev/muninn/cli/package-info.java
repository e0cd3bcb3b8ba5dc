/** The command line. */
@NullMarked
package dev.muninn.cli;

import org.jspecify.annotations.NullMarked;
