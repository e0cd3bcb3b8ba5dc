/** Connections, headers, bytes: everything that is HTTP and nothing that is about models. */
@NullMarked
package dev.muninn.server.http;

import org.jspecify.annotations.NullMarked;
