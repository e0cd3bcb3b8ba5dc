package dev.muninn.template;

import dev.muninn.error.MuninnException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * For checks/jinja-differential.py: renders a template a line of input, {@code {"template": ..., "variables": {...}}}, and answers with
 * a line {@code {"text": ...}} or {@code {"error": ...}}.
 */
final class RenderLines {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-05T09:07:03.000042Z"), ZoneOffset.UTC);

    private RenderLines() {}

    public static void main(String[] args) throws IOException {
        JsonMapper json = new JsonMapper();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<?, ?> request = json.readValue(line, Map.class);
            out.println(json.writeValueAsString(answer(request)));
            out.flush();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> answer(Map<?, ?> request) {
        try {
            Template template = Template.compile(String.valueOf(request.get("template")));
            return Map.of("text", template.render((Map<String, Object>) request.get("variables"), CLOCK));
        } catch (MuninnException e) {
            return Map.of("error", String.valueOf(e.getMessage()));
        }
    }
}
