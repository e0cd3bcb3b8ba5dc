package dev.muninn.server.api;

import dev.muninn.generate.Request;
import dev.muninn.server.http.EventStream;
import dev.muninn.server.http.Exchange;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import dev.muninn.tools.ToolCall;
import dev.muninn.tools.ToolCallReader;
import dev.muninn.tools.ToolFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/chat/completions}. */
public final class ChatCompletions {
    private final Served served;

    public ChatCompletions(Served served) {
        this.served = served;
    }

    public void handle(Exchange exchange) {
        Fields body = exchange.body();
        ChatRequest chat = ChatRequest.read(body, served);
        Wishes wishes = chat.wishes();
        int[] prompt = ChatMessages.encode(served, "messages", chat.messages(), chat.tools(), chat.variables());
        int tokens = wishes.maxTokens().orElse(served.engine().requestDefaults().maxTokens(prompt.length));
        if (tokens == 0) {
            throw ApiError.invalid("max_tokens", "an answer of 0 tokens is asked for; at least 1 is wanted");
        }
        List<Request> requests = new ArrayList<>();
        for (int copy = 0; copy < wishes.copies(); copy++) {
            requests.add(wishes.request(prompt, copy, tokens, chat.topLogProbs(), served));
        }
        List<String> warnings = new ArrayList<>(body.unread());
        exchange.warn(warnings);
        Optional<ToolFormat> tools = chat.tools().map(request -> request.tools().format());
        try (Generation generation = Generation.start(served, requests, wishes.stops(), true, tools)) {
            served.metrics().prompt(prompt.length);
            exchange.client().tally().prompt(served.name(), prompt.length);
            Answer answer = new Answer(chat, prompt.length);
            if (wishes.stream()) {
                answer.stream(generation, exchange);
            } else {
                exchange.send(answer.whole(generation.finish(exchange.client())));
            }
        }
    }

    /** One answer being written. */
    private final class Answer {
        private final ChatRequest chat;
        private final int promptTokens;
        private final String id = Ids.next("chatcmpl-");
        private final long created = Ids.now();
        private final RecurrenceJson recurrence;

        Answer(ChatRequest chat, int promptTokens) {
            this.chat = chat;
            this.promptTokens = promptTokens;
            this.recurrence = new RecurrenceJson(
                    served.tokenizer(),
                    chat.wishes().depth(),
                    chat.wishes().drawing().seed());
        }

        private ObjectNode head(String kind) {
            ObjectNode json = Json.object();
            json.put("id", id);
            json.put("object", kind);
            json.put("created", created);
            json.put("model", served.name());
            json.put("system_fingerprint", Version.FINGERPRINT);
            return json;
        }

        ObjectNode whole(List<Generation.Outcome> outcomes) {
            ObjectNode json = head("chat.completion");
            ArrayNode choices = json.putArray("choices");
            for (int i = 0; i < outcomes.size(); i++) {
                Generation.Outcome outcome = outcomes.get(i);
                ObjectNode choice = choices.addObject();
                choice.put("index", i);
                ObjectNode message = choice.putObject("message");
                message.put("role", "assistant");
                putContent(message, outcome.text());
                message.putNull("refusal");
                putReasoning(message, outcome.text().reasoning());
                putLogProbs(choice, outcome.text().placed());
                choice.put("finish_reason", outcome.finishReason());
                choice.set("recurrence", recurrence.ofAnswer(outcome));
            }
            Usage.of(1, promptTokens, outcomes).putInto(json);
            json.set("recurrence", recurrence.ofAll(outcomes));
            return json;
        }

        private void putContent(ObjectNode message, AnswerText text) {
            List<ToolCall> calls = text.calls();
            if (calls.isEmpty()) {
                message.put("content", text.content());
                return;
            }
            Json.putOrNull(message, "content", Optional.of(text.content()).filter(said -> !said.isEmpty()));
            calls.forEach(call -> put(message.withArray("tool_calls").addObject(), call));
        }

        private void put(ObjectNode json, ToolCall call) {
            begin(json);
            json.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        }

        private void begin(ObjectNode json) {
            json.put("id", Ids.ofCall(chat.tools()));
            json.put("type", "function");
        }

        /** The name comes with a call's first part, its arguments as they form. */
        private void put(ObjectNode json, ToolCallReader.Part part) {
            json.put("index", part.call());
            part.name().ifPresent(name -> begin(json));
            ObjectNode function = json.putObject("function");
            part.name().ifPresent(name -> function.put("name", name));
            function.put("arguments", part.arguments());
        }

        private static void putReasoning(ObjectNode message, String text) {
            if (!text.isEmpty()) {
                message.put("reasoning_content", text);
                message.put("reasoning", text);
            }
        }

        private void putLogProbs(ObjectNode choice, List<AnswerText.Placed> tokens) {
            if (chat.topLogProbs().isPresent()) {
                choice.set("logprobs", ChatLogProbs.of(served.tokenizer(), tokens));
            } else {
                choice.putNull("logprobs");
            }
        }

        void stream(Generation generation, Exchange exchange) {
            List<Generation.Outcome> outcomes = new ArrayList<>();
            // The first wait is before the status line: what fails at once is said in the status.
            Optional<Generation.Update> first = generation.next(exchange.client());
            exchange.stream(events -> {
                for (int i = 0; i < chat.wishes().copies(); i++) {
                    ObjectNode delta = Json.object().put("role", "assistant").put("content", "");
                    events.send(chunk(i, delta, List.of(), Optional.empty()));
                }
                for (var update = first; update.isPresent(); update = generation.next(exchange.client())) {
                    send(events, update.get());
                    update.get().outcome().ifPresent(outcomes::add);
                }
                if (chat.wishes().includeUsage()) {
                    ObjectNode last = head("chat.completion.chunk");
                    last.putArray("choices");
                    Usage.of(1, promptTokens, outcomes).putInto(last);
                    last.set("recurrence", recurrence.ofAll(outcomes));
                    events.send(last);
                }
                events.done();
            });
        }

        private void send(EventStream events, Generation.Update update) {
            AnswerText.Delta delta = update.delta();
            if (!delta.isEmpty()) {
                ObjectNode fields = Json.object();
                putReasoning(fields, delta.reasoning());
                if (!delta.content().isEmpty()
                        || delta.reasoning().isEmpty() && delta.calls().isEmpty()) {
                    fields.put("content", delta.content());
                }
                delta.calls().forEach(part -> put(fields.withArray("tool_calls").addObject(), part));
                events.send(chunk(update.choice(), fields, delta.tokens(), Optional.empty()));
            }
            if (update.outcome().isPresent()) {
                events.send(chunk(update.choice(), Json.object(), List.of(), update.outcome()));
            }
        }

        private ObjectNode chunk(
                int index, ObjectNode delta, List<AnswerText.Placed> tokens, Optional<Generation.Outcome> outcome) {
            ObjectNode json = head("chat.completion.chunk");
            ObjectNode choice = json.putArray("choices").addObject();
            choice.put("index", index);
            choice.set("delta", delta);
            if (tokens.isEmpty()) {
                choice.putNull("logprobs");
            } else {
                putLogProbs(choice, tokens);
                choice.set("recurrence", recurrence.ofTokens(tokens));
            }
            Json.putOrNull(choice, "finish_reason", outcome.map(Generation.Outcome::finishReason));
            outcome.ifPresent(o -> choice.set("recurrence", recurrence.ofToldAnswer(o)));
            if (chat.wishes().includeUsage()) {
                json.putNull("usage");
            }
            return json;
        }
    }
}
