/** Functions that a model may call: how its template wants calls written, and how they are read back. */
@NullMarked
package dev.muninn.tools;

import org.jspecify.annotations.NullMarked;
