/** Who computes when. */
@NullMarked
package dev.muninn.server.schedule;

import org.jspecify.annotations.NullMarked;
