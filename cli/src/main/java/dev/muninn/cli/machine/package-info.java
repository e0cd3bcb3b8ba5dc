/** What this machine is. */
@NullMarked
package dev.muninn.cli.machine;

import org.jspecify.annotations.NullMarked;
