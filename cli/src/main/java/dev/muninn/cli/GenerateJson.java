package dev.muninn.cli;

import dev.muninn.Answer;
import dev.muninn.generate.Generated;
import dev.muninn.generate.TokenEvent;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The one object that {@code generate --json} prints. */
final class GenerateJson {
    private GenerateJson() {}

    static String of(Answer answer, boolean hasText) {
        Generated result = answer.generated();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        ArrayNode tokens = json.putArray("tokens");
        if (hasText) {
            json.put("text", answer.text());
        } else {
            json.putNull("text");
        }
        ArrayNode recurrences = json.putArray("recurrences");
        ArrayNode exited = json.putArray("exited");
        ArrayNode exitValues = json.putArray("exitValues");
        for (TokenEvent event : result.tokens()) {
            tokens.add(event.token());
            recurrences.add(event.recurrences());
            exited.add(event.exited());
            if (Double.isFinite(event.exitValue())) {
                exitValues.add(event.exitValue());
            } else {
                exitValues.addNull();
            }
        }
        json.put("corePasses", result.corePasses());
        json.put("kvBytesPerToken", result.kvBytesPerToken());
        json.put("kvBytes", result.kvBytes());
        json.put("promptTokens", result.promptTokens());
        json.put("prefillRecurrences", result.prefillRecurrences());
        json.put("finish", result.finish().name().toLowerCase(Locale.ROOT));
        ObjectNode timings = json.putObject("timings");
        timings.put("prefillSeconds", result.prefillNanos() / 1e9);
        timings.put("decodeSeconds", result.decodeNanos() / 1e9);
        timings.put(
                "tokensPerSecond",
                Math.max(0, result.tokens().size() - 1) / Math.max(1e-9, result.decodeNanos() / 1e9));
        return json.toString();
    }
}
