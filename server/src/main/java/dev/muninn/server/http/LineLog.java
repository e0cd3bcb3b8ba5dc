package dev.muninn.server.http;

import dev.muninn.server.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * A log of lines.
 *
 * @param json whether each is a JSON object; else text
 * @param requests whether requests are told; problems always are
 * @param bodies whether what clients send is told with them
 */
public record LineLog(boolean json, boolean requests, boolean bodies, Consumer<String> out) implements ServerLog {
    /** A line of text a request. */
    public static LineLog text(Consumer<String> out) {
        return new LineLog(false, true, false, out);
    }

    @Override
    public void answered(Answered request) {
        if (requests) {
            out.accept(json ? request.json(bodies) : request.text(bodies));
        }
    }

    @Override
    public void problem(String text) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        out.accept(
                json
                        ? Json.object()
                                .put("time", now.toString())
                                .put("level", "error")
                                .put("event", "problem")
                                .put("message", text)
                                .toString()
                        : now + " " + text);
    }
}
