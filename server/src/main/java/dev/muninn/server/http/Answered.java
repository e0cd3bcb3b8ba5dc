package dev.muninn.server.http;

import dev.muninn.server.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A request that is over.
 *
 * @param id what its answer's {@code x-request-id} says
 * @param status 499 if the client left before the answer was complete
 * @param bytes of the answer
 * @param key the name of the key it came with; empty without one
 * @param tally what a model did for it
 * @param body what the client sent
 */
public record Answered(
        Instant end,
        String id,
        String remote,
        String method,
        String path,
        int status,
        long bytes,
        long nanos,
        Optional<String> key,
        Tally.Totals tally,
        String body) {
    /** As one line for people. */
    public String text(boolean withBody) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s %s %s %d %d bytes %.3f s %s",
                end.truncatedTo(ChronoUnit.MILLIS),
                remote,
                StringNode.valueOf(method + " " + path),
                status,
                bytes,
                nanos / 1e9,
                id));
        key.ifPresent(name -> line.append(" key=").append(name));
        tally.model()
                .ifPresent(name -> line.append(String.format(
                        Locale.ROOT,
                        " model=%s tokens=%d+%d depth=%.1f",
                        name,
                        tally.promptTokens(),
                        tally.tokens(),
                        tally.meanDepth())));
        if (withBody) {
            line.append(' ').append(StringNode.valueOf(body));
        }
        return line.toString();
    }

    /** As one JSON object. */
    public String json(boolean withBody) {
        ObjectNode json = Json.object();
        json.put("time", end.truncatedTo(ChronoUnit.MILLIS).toString());
        json.put("level", "info");
        json.put("event", "request");
        json.put("request_id", id);
        json.put("remote", remote);
        json.put("method", method);
        json.put("path", path);
        json.put("status", status);
        json.put("bytes", bytes);
        json.put("seconds", nanos / 1e9);
        key.ifPresent(name -> json.put("key", name));
        tally.model().ifPresent(name -> {
            json.put("model", name);
            json.put("prompt_tokens", tally.promptTokens());
            json.put("completion_tokens", tally.tokens());
            json.put("mean_depth", tally.meanDepth());
        });
        if (withBody) {
            json.put("body", body);
        }
        return json.toString();
    }
}
