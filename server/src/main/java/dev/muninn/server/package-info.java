/** Serves a model over HTTP. */
@NullMarked
package dev.muninn.server;

import org.jspecify.annotations.NullMarked;
