package dev.muninn.server.api;

import dev.muninn.generate.Request;
import dev.muninn.generate.TokenLogProbabilities;
import dev.muninn.server.http.EventStream;
import dev.muninn.server.http.Exchange;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/completions}. */
public final class Completions {
    private static final int MOST_CHOICES = 1024;

    private final Served served;

    public Completions(Served served) {
        this.served = served;
    }

    public void handle(Exchange exchange) {
        Fields body = exchange.body();
        CompletionRequest wanted = CompletionRequest.read(body, served);
        Wishes wishes = wanted.wishes();
        if (wanted.prompts().size() * wishes.copies() > MOST_CHOICES) {
            throw ApiError.invalid("n", "prompts times n are more than %d answers".formatted(MOST_CHOICES));
        }
        List<Request> requests = new ArrayList<>();
        for (Prompts.Prompt prompt : wanted.prompts()) {
            for (int copy = 0; copy < wishes.copies() && wanted.maxTokens() > 0; copy++) {
                requests.add(wishes.request(prompt.tokens(), copy, wanted.maxTokens(), wanted.topLogProbs(), served));
            }
        }
        requests.forEach(served.engine()::check);
        exchange.warn(body.unread());
        Answer answer = new Answer(wanted, echoes(exchange, wanted));
        try (Generation generation = Generation.start(served, requests, wishes.stops(), false)) {
            served.metrics().prompt(answer.promptTokens());
            exchange.client().tally().prompt(served.name(), answer.promptTokens());
            if (wishes.stream()) {
                answer.stream(generation, exchange);
            } else {
                exchange.send(answer.whole(generation.finish(exchange.client())));
            }
        }
    }

    /** What each prompt puts before its answers. */
    private record Echo(String text, @Nullable CompletionLogProbs logProbs) {}

    private List<Echo> echoes(Exchange exchange, CompletionRequest wanted) {
        List<Echo> echoes = new ArrayList<>();
        for (Prompts.Prompt prompt : wanted.prompts()) {
            if (!wanted.echo()) {
                echoes.add(new Echo("", null));
                continue;
            }
            String text = prompt.text().orElseGet(() -> served.tokenizer().decode(prompt.tokens(), false));
            CompletionLogProbs logProbs = null;
            if (wanted.topLogProbs().isPresent()) {
                List<TokenLogProbabilities> scores = PromptScores.of(
                        served,
                        exchange.client(),
                        prompt.tokens(),
                        wanted.wishes(),
                        wanted.topLogProbs().getAsInt());
                logProbs = new CompletionLogProbs(served.tokenizer());
                logProbs.addPrompt(prompt.tokens(), PromptOffsets.of(prompt, text, served.tokenizer()), scores);
            }
            echoes.add(new Echo(text, logProbs));
        }
        return echoes;
    }

    /** One answer being written. */
    private final class Answer {
        private final CompletionRequest wanted;
        private final List<Echo> echoes;
        private final String id = Ids.next("cmpl-");
        private final long created = Ids.now();
        private final RecurrenceJson recurrence;

        Answer(CompletionRequest wanted, List<Echo> echoes) {
            this.wanted = wanted;
            this.echoes = echoes;
            this.recurrence = new RecurrenceJson(
                    served.tokenizer(),
                    wanted.wishes().depth(),
                    wanted.wishes().drawing().seed());
        }

        int promptTokens() {
            return wanted.prompts().stream()
                    .mapToInt(prompt -> prompt.tokens().length)
                    .sum();
        }

        private int choices() {
            return wanted.prompts().size() * wanted.wishes().copies();
        }

        private Echo echo(int choice) {
            return echoes.get(choice / wanted.wishes().copies());
        }

        private ObjectNode head() {
            ObjectNode json = Json.object();
            json.put("id", id);
            json.put("object", "text_completion");
            json.put("created", created);
            json.put("model", served.name());
            json.put("system_fingerprint", Version.FINGERPRINT);
            return json;
        }

        /** Without {@code outcomes} the prompts alone were wanted. */
        ObjectNode whole(List<Generation.Outcome> outcomes) {
            ObjectNode json = head();
            ArrayNode choices = json.putArray("choices");
            for (int i = 0; i < choices(); i++) {
                ObjectNode choice = choices.addObject();
                choice.put("index", i);
                if (outcomes.isEmpty()) {
                    choice.put("text", echo(i).text());
                    putLogProbs(choice, i, true, List.of(), Optional.empty());
                    choice.put("finish_reason", "length");
                } else {
                    Generation.Outcome outcome = outcomes.get(i);
                    choice.put("text", echo(i).text() + outcome.text().content());
                    putLogProbs(choice, i, true, outcome.text().placed(), Optional.of(outcome));
                    choice.put("finish_reason", outcome.finishReason());
                    choice.set("recurrence", recurrence.ofAnswer(outcome));
                }
            }
            Usage.of(wanted.prompts().size(), promptTokens(), outcomes).putInto(json);
            json.set("recurrence", recurrence.ofAll(outcomes));
            return json;
        }

        /**
         * @param withPrompt whether the prompt's come first
         * @param outcome if these are the answer's last
         */
        private void putLogProbs(
                ObjectNode choice,
                int index,
                boolean withPrompt,
                List<AnswerText.Placed> tokens,
                Optional<Generation.Outcome> outcome) {
            if (wanted.topLogProbs().isEmpty()) {
                choice.putNull("logprobs");
                return;
            }
            CompletionLogProbs logProbs = new CompletionLogProbs(served.tokenizer());
            CompletionLogProbs prompt = echo(index).logProbs();
            if (withPrompt && prompt != null) {
                logProbs.addAll(prompt);
            }
            int begin = characters(echo(index).text());
            logProbs.addAnswer(tokens, begin);
            outcome.flatMap(Generation.Outcome::endToken).ifPresent(end -> {
                String content = outcome.get().text().content();
                logProbs.addEnd(end, begin + characters(content));
            });
            choice.set("logprobs", logProbs.json());
        }

        private static int characters(String text) {
            return text.codePointCount(0, text.length());
        }

        void stream(Generation generation, Exchange exchange) {
            List<Generation.Outcome> outcomes = new ArrayList<>();
            // The first wait is before the status line: what fails at once is said in the status.
            Optional<Generation.Update> first = generation.next(exchange.client());
            exchange.stream(events -> {
                if (wanted.echo()) {
                    sendEchoes(events);
                }
                for (var update = first; update.isPresent(); update = generation.next(exchange.client())) {
                    Generation.Update found = update.get();
                    if (!found.delta().isEmpty() || found.outcome().isPresent()) {
                        events.send(chunk(found));
                    }
                    found.outcome().ifPresent(outcomes::add);
                }
                if (wanted.wishes().includeUsage()) {
                    ObjectNode last = head();
                    last.putArray("choices");
                    Usage.of(wanted.prompts().size(), promptTokens(), outcomes).putInto(last);
                    last.set("recurrence", recurrence.ofAll(outcomes));
                    events.send(last);
                }
                events.done();
            });
        }

        private void sendEchoes(EventStream events) {
            for (int i = 0; i < choices(); i++) {
                ObjectNode json = head();
                ObjectNode choice = json.putArray("choices").addObject();
                choice.put("index", i);
                choice.put("text", echo(i).text());
                putLogProbs(choice, i, true, List.of(), Optional.empty());
                Json.putOrNull(
                        choice, "finish_reason", wanted.maxTokens() == 0 ? Optional.of("length") : Optional.empty());
                putNoUsage(json);
                events.send(json);
            }
        }

        private ObjectNode chunk(Generation.Update update) {
            ObjectNode json = head();
            ObjectNode choice = json.putArray("choices").addObject();
            choice.put("index", update.choice());
            choice.put("text", update.delta().content());
            putLogProbs(choice, update.choice(), false, update.delta().tokens(), update.outcome());
            Json.putOrNull(choice, "finish_reason", update.outcome().map(Generation.Outcome::finishReason));
            choice.set(
                    "recurrence",
                    update.outcome()
                            .map(recurrence::ofAnswer)
                            .orElseGet(() -> recurrence.ofTokens(update.delta().tokens())));
            putNoUsage(json);
            return json;
        }

        private void putNoUsage(ObjectNode json) {
            if (wanted.wishes().includeUsage()) {
                json.putNull("usage");
            }
        }
    }
}
