/** The OpenAI-compatible API: requests read, mapped to the engine's, and answered. */
@NullMarked
package dev.muninn.server.api;

import org.jspecify.annotations.NullMarked;
