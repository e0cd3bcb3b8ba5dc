package dev.muninn.server.api;

import dev.muninn.error.MuninnException;
import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenEvent;
import dev.muninn.server.http.Client;
import dev.muninn.server.http.ClientGone;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.schedule.Running;
import dev.muninn.tools.ToolFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The answers to one HTTP request while they are made. The scheduler's threads only put tokens in a queue, which holds as many as the request
 * may have; the thread of the connection turns them into text and writes them. So a slow client holds nobody up.
 */
final class Generation implements AutoCloseable {
    private static final long LOOK_AT_CLIENT_MILLIS = 50;

    /** Tokens that certainly hold the word that a prompt may end with. */
    private static final int PROMPT_END = 16;

    private sealed interface Event {
        int choice();

        record Token(int choice, TokenEvent token) implements Event {}

        record Done(int choice, Generated result, long nanos) implements Event {}

        record Failed(int choice, Throwable cause) implements Event {}
    }

    /** Something became final; an outcome is a choice's last. */
    record Update(int choice, AnswerText.Delta delta, Optional<Outcome> outcome) {}

    private final Served served;
    private final List<AnswerText> texts;
    private final List<Running> running = new ArrayList<>();
    private final LinkedBlockingQueue<Event> events;
    private final long start = System.nanoTime();
    private boolean begun;
    private long looked = System.nanoTime();
    private int open;

    private Generation(Served served, List<AnswerText> texts, int mostEvents) {
        this.served = served;
        this.texts = texts;
        this.events = new LinkedBlockingQueue<>(mostEvents);
    }

    /** Submits all requests, or none; answers call no functions. */
    static Generation start(Served served, List<Request> requests, List<String> stops, boolean splitReasoning) {
        return start(served, requests, stops, splitReasoning, Optional.empty());
    }

    /** Submits all requests, or none. */
    static Generation start(
            Served served,
            List<Request> requests,
            List<String> stops,
            boolean splitReasoning,
            Optional<ToolFormat> tools) {
        long most = requests.stream().mapToLong(Request::maxTokens).sum() + requests.size();
        List<String> ends = served.engine().requestDefaults().stops(stops);
        List<AnswerText> texts = requests.stream()
                .map(request -> new AnswerText(served.tokenizer(), ends, reply(served, request, splitReasoning), tools))
                .toList();
        Generation generation = new Generation(served, texts, Math.clamp(most, 1, Integer.MAX_VALUE));
        try {
            for (int i = 0; i < requests.size(); i++) {
                generation.submit(i, requests.get(i));
            }
        } catch (RuntimeException e) {
            generation.close();
            throw e;
        }
        return generation;
    }

    private void submit(int choice, Request request) {
        Running accepted = served.scheduler().submit(request, token -> events.offer(new Event.Token(choice, token)));
        running.add(accepted);
        open++;
        var _ = accepted.outcome().whenComplete((result, failure) -> {
            long nanos = System.nanoTime() - start;
            boolean kept = events.offer(
                    failure == null ? new Event.Done(choice, result, nanos) : new Event.Failed(choice, failure));
            assert kept;
        });
    }

    /** Waits for the next thing to say; empty once every choice has its outcome. */
    Optional<Update> next(Client client) {
        while (open > 0) {
            Event event = await(client);
            AnswerText text = texts.get(event.choice());
            switch (event) {
                case Event.Token(int choice, TokenEvent token) -> {
                    if (!text.stopped()) {
                        count(token, client);
                        AnswerText.Delta delta = text.accept(token);
                        if (text.stopped()) {
                            running.get(choice).cancel();
                        }
                        if (!delta.isEmpty()) {
                            return Optional.of(new Update(choice, delta, Optional.empty()));
                        }
                    }
                }
                case Event.Done(int choice, Generated result, long nanos) -> {
                    open--;
                    served.metrics().answered(result, nanos - result.prefillNanos() - result.decodeNanos());
                    AnswerText.Delta rest = text.finish();
                    return Optional.of(
                            new Update(choice, rest, Optional.of(new Outcome(text, result, reason(text, result)))));
                }
                case Event.Failed(int choice, Throwable cause) -> throw failure(cause);
            }
        }
        return Optional.empty();
    }

    private void count(TokenEvent token, Client client) {
        if (!begun) {
            begun = true;
            served.metrics().firstToken(System.nanoTime() - start);
        }
        served.metrics().token(token);
        client.tally().token(token.recurrences());
    }

    private Event await(Client client) {
        try {
            while (true) {
                Event event = events.poll(LOOK_AT_CLIENT_MILLIS, TimeUnit.MILLISECONDS);
                lookAt(client); // also while tokens come faster than that
                if (event != null) {
                    return event;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGone();
        }
    }

    private void lookAt(Client client) {
        long now = System.nanoTime();
        if (now - looked < TimeUnit.MILLISECONDS.toNanos(LOOK_AT_CLIENT_MILLIS)) {
            return;
        }
        looked = now;
        if (!client.connected()) {
            throw new ClientGone();
        }
    }

    private static Reasoning.Reply reply(Served served, Request request, boolean splitReasoning) {
        if (!splitReasoning) {
            return Reasoning.Reply.CONTENT;
        }
        int[] prompt = request.prompt();
        int[] end = Arrays.copyOfRange(prompt, Math.max(0, prompt.length - PROMPT_END), prompt.length);
        return Reasoning.Reply.to(served.tokenizer().decode(end, false));
    }

    private static String reason(AnswerText text, Generated result) {
        boolean cut = switch (result.finish()) {
            case LENGTH, CONTEXT, UNSETTLED -> !text.stopped();
            case STOP, LISTENER -> false;
        };
        if (!text.calls().isEmpty() && !cut && result.finish() != Finish.LISTENER) {
            return "tool_calls";
        }
        if (text.stopped()) {
            return "stop";
        }
        return switch (result.finish()) {
            case STOP -> "stop";
            case LENGTH, CONTEXT, UNSETTLED -> "length";
            case LISTENER ->
                throw ApiError.unavailable("shutting_down", "the answer was cut short: the server is shutting down");
        };
    }

    /** What a failure of the engine is to a client. */
    static RuntimeException failure(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case MuninnException e -> ApiError.unavailable("engine_refused", String.valueOf(e.getMessage()));
            case CancellationException e -> ApiError.unavailable("shutting_down", "the server is shutting down");
            case RuntimeException e -> e;
            default -> new IllegalStateException(cause);
        };
    }

    /** All the way to the outcomes, in the order of the choices. */
    List<Outcome> finish(Client client) {
        Outcome[] outcomes = new Outcome[texts.size()];
        for (Optional<Update> update = next(client); update.isPresent(); update = next(client)) {
            int choice = update.get().choice();
            update.get().outcome().ifPresent(outcome -> outcomes[choice] = outcome);
        }
        return List.of(outcomes);
    }

    /** Nobody waits any more. */
    @Override
    public void close() {
        running.forEach(Running::cancel);
    }

    /** How a choice ended. */
    record Outcome(AnswerText text, Generated result, String finishReason) {
        /** The stop token that ended the text, where neither a stop string nor a limit did. */
        Optional<TokenEvent> endToken() {
            return text.stopped() ? Optional.empty() : result.ending();
        }
    }
}
