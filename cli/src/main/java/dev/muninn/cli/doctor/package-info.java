/** What this machine can do, and what stands in its way. */
@NullMarked
package dev.muninn.cli.doctor;

import org.jspecify.annotations.NullMarked;
