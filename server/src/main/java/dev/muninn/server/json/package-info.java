/** What clients send, read strictly; what they are told when it cannot be answered. */
@NullMarked
package dev.muninn.server.json;

import org.jspecify.annotations.NullMarked;
