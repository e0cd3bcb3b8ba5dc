package dev.muninn.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Constructs of chat templates, with what Jinja2 3.1.6 makes of them in the environment of the transformers library. */
class JinjaCasesTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(JinjaCasesTest.class.getResourceAsStream("chat-templates.json"))) {
            return MAPPER.readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void casesAreAllThere() {
        assertThat(read().path("cases")).hasSize(154);
    }

    @TestFactory
    Stream<DynamicTest> rendersAsJinja2Does() {
        JsonNode root = read();
        return root.path("cases").valueStream().map(example -> {
            String name = example.path("name").asString() + ": "
                    + example.path("template").asString();
            return DynamicTest.dynamicTest(name.replace("\n", "\\n"), () -> check(root.path("context"), example));
        });
    }

    private static void check(JsonNode context, JsonNode example) {
        Map<String, Object> variables = new HashMap<>();
        context.path("variables").properties().forEach(entry -> variables.put(entry.getKey(), value(entry.getValue())));
        variables.put("messages", value(context.path("messages")));
        variables.put("tools", example.path("tools").asBoolean() ? value(context.path("tools")) : null);
        String template = example.path("template").asString();
        if (example.path("error").isNull()) {
            assertThat(Template.compile(template).render(variables))
                    .isEqualTo(example.path("expected").asString());
        } else {
            assertThatThrownBy(() -> Template.compile(template).render(variables))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageStartingWith("line 1, column ");
        }
    }

    private static Object value(JsonNode node) {
        return MAPPER.convertValue(node, Object.class);
    }
}
