/** Flight Recorder events of the engine: record with {@code -XX:StartFlightRecording}. */
@NullMarked
package dev.muninn.events;

import org.jspecify.annotations.NullMarked;
