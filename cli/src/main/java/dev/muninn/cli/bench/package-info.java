/** Measures the engine against what the machine can do. */
@NullMarked
package dev.muninn.cli.bench;

import org.jspecify.annotations.NullMarked;
