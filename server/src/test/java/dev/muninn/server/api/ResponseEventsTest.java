package dev.muninn.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.ByteModel;
import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
import dev.muninn.generate.TokenEvent;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The items of answers that say and call, which a random model does not write: streamed and whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponseEventsTest {
    private static final String F = "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"x\":1}}\n</tool_call>";
    private static final String G = "<tool_call>{\"name\":\"g\",\"arguments\":{}}</tool_call>";

    private Served served;

    @BeforeAll
    void load(@TempDir Path directory) throws IOException {
        Engine engine = Engine.load(
                ByteModel.write(directory.resolve("tiny"), ByteModel.TEMPLATE),
                EngineOptions.defaults().withKernels("scalar").withThreads(1));
        served = new Served(engine, null, null, null, "tiny", List.of(), 0, 64, null);
    }

    @AfterAll
    void close() {
        served.engine().close();
    }

    private ResponseJson json() {
        ObjectNode body = Json.object().put("input", "Hi");
        return new ResponseJson(served, ResponseRequest.read(Fields.of(body), served), 2);
    }

    private AnswerText text() {
        return new AnswerText(served.tokenizer(), List.of(), Reasoning.Reply.UNKNOWN, Optional.of(ToolFormat.MARKED));
    }

    private static List<TokenEvent> tokens(String reply) {
        List<TokenEvent> tokens = new ArrayList<>();
        for (byte value : reply.getBytes(StandardCharsets.UTF_8)) {
            tokens.add(new TokenEvent(
                    value & 0xFF, tokens.size(), 1, false, 0, Optional.empty(), List.of(), Optional.empty()));
        }
        return tokens;
    }

    private static Generation.Outcome outcome(AnswerText text, List<TokenEvent> tokens) {
        Generated result = new Generated(tokens, Optional.empty(), Finish.STOP, 2, 0, 1, 1, 1, 1, 1, 1);
        return new Generation.Outcome(text, result, text.calls().isEmpty() ? "stop" : "tool_calls");
    }

    private List<ObjectNode> stream(String reply) {
        List<ObjectNode> sent = new ArrayList<>();
        ResponseEvents events = new ResponseEvents((type, event) -> sent.add(event.put("type", type)), json());
        AnswerText text = text();
        events.begin();
        tokens(reply).forEach(token -> events.add(text.accept(token)));
        events.add(text.finish());
        events.finish(outcome(text, tokens(reply)));
        return sent;
    }

    private static List<String> types(JsonNode items) {
        return items.valueStream().map(item -> item.path("type").asString()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "only text",
                "",
                F,
                F + "\n" + G,
                "Let me see.\n" + F + "\n" + G,
                F + " and then",
                F + " and then " + G + " and so on",
                "Steps: 1.\nAnswer: 1",
                "Steps: 1.\nAnswer: 1" + F
            })
    void everyItemIsOpenedFilledAndClosedOnce(String reply) {
        List<ObjectNode> events = stream(reply);
        TreeMap<Integer, JsonNode> added = new TreeMap<>();
        TreeMap<Integer, JsonNode> done = new TreeMap<>();
        TreeMap<Integer, String> deltas = new TreeMap<>();
        int told = 0;
        for (JsonNode event : events) {
            int index = event.path("output_index").asInt(-1);
            assertThat(event.has("delta")).isEqualTo(event.has("recurrence"));
            told += event.at("/recurrence/per_token").size();
            deltas.merge(index, event.path("delta").asString(""), String::concat);
            switch (event.path("type").asString()) {
                case "response.output_item.added" ->
                    assertThat(added.put(index, event.path("item"))).isNull();
                case "response.output_item.done" ->
                    assertThat(done.put(index, event.path("item"))).isNull();
                default -> {
                    if (index >= 0) {
                        assertThat(added).containsKey(index);
                        assertThat(done).doesNotContainKey(index);
                        assertThat(event.path("item_id"))
                                .isEqualTo(added.get(index).path("id"));
                    }
                }
            }
        }
        JsonNode last = events.getLast().path("response");
        assertThat(last.path("output").values()).isEqualTo(new ArrayList<>(done.values()));
        done.forEach((index, item) -> {
            assertThat(item.path("id")).isEqualTo(added.get(index).path("id"));
            String whole =
                    item.at("/content/0/text").asString(item.path("arguments").asString(""));
            assertThat(deltas.get(index)).isEqualTo(whole);
        });
        assertThat(told).isLessThanOrEqualTo(tokens(reply).size());
        // The same without events, but for the names.
        AnswerText text = text();
        tokens(reply).forEach(text::accept);
        text.finish();
        JsonNode whole = json().finished(outcome(text, tokens(reply)));
        assertThat(types(whole.path("output"))).isEqualTo(types(last.path("output")));
    }

    @Test
    void itemsComeInTheOrderInWhichTheyBegan() {
        assertThat(types(stream("a " + F + "\n" + G).getLast().at("/response/output")))
                .containsExactly("message", "function_call", "function_call");
        JsonNode late = stream(F + " and " + G + " then").getLast().at("/response/output");
        assertThat(types(late)).containsExactly("function_call", "message", "function_call");
        assertThat(late.at("/0/name").asString()).isEqualTo("f");
        assertThat(late.at("/1/content/0/text").asString()).isEqualTo(" and then");
        assertThat(late.at("/2/name").asString()).isEqualTo("g");
        assertThat(types(stream("Steps: 1.\nAnswer: 1 " + F).getLast().at("/response/output")))
                .containsExactly("reasoning", "message", "function_call");
        assertThat(types(stream("").getLast().at("/response/output"))).containsExactly("message");
    }

    @Test
    void aCallHasItsEvents() {
        List<ObjectNode> events = stream(F);
        assertThat(events.stream().map(event -> event.path("type").asString()).distinct())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(events.get(2).at("/item/status").asString()).isEqualTo("in_progress");
        assertThat(events.get(2).at("/item/arguments").asString()).isEmpty();
        int end = events.size() - 3;
        assertThat(events.get(end).path("arguments").asString()).isEqualTo("{\"x\":1}");
        assertThat(events.get(end + 1).at("/item/status").asString()).isEqualTo("completed");
        assertThat(events.stream()
                        .mapToInt(event -> event.at("/recurrence/per_token").size())
                        .sum())
                .isEqualTo(F.length() - "}\n</tool_call>".length()); // what closes a call comes with no event
    }
}
