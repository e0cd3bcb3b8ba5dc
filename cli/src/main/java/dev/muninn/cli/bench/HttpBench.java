package dev.muninn.cli.bench;

import static java.util.stream.Collectors.toMap;

import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.generate.LiveBatch.Pace;
import dev.muninn.generate.Request;
import dev.muninn.sampling.LogitBias;
import dev.muninn.server.MuninnServer;
import dev.muninn.server.ServerOptions;
import dev.muninn.server.http.HttpOptions;
import dev.muninn.server.schedule.DepthScheduler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a streamed token costs more over HTTP: the same request on the server's scheduler, and through its port on loopback, in turn.
 */
public final class HttpBench {
    private static final int WARM_UP = 10;
    private static final int PROMPT = 16;
    private static final String DATA = "data: ";
    private static final float NEVER = -100;

    /**
     * What is asked.
     *
     * @param tokens of an answer
     * @param rounds pairs of answers, one of each way
     */
    public record Settings(int recurrences, int tokens, int rounds, long seed) {}

    /**
     * An answer's times in seconds.
     *
     * @param first from the request to the first token
     * @param perToken from the request to the last token, by the number of tokens
     */
    private record Times(double first, double perToken) {
        static Times of(long start, long first, long last, int tokens) {
            return new Times((first - start) / 1e9, (last - start) / 1e9 / tokens);
        }
    }

    private final Supplier<Engine> loader;
    private final Settings settings;
    private final Consumer<String> say;
    private final JsonMapper mapper = JsonMapper.shared();

    public HttpBench(Supplier<Engine> loader, Settings settings, Consumer<String> say) {
        this.loader = loader;
        this.settings = settings;
        this.say = say;
    }

    public ObjectNode run() {
        try (MuninnServer server = MuninnServer.start(options(), "bench", loader);
                HttpClient client = HttpClient.newHttpClient()) {
            Engine engine = server.awaitLoaded();
            Map<Integer, Float> bias = engine.stopTokens().stream().collect(toMap(token -> token, token -> NEVER));
            int[] prompt = new Random(settings.seed)
                    .ints(PROMPT, 0, engine.model().config().vocab())
                    .toArray();
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/v1/completions");
            HttpRequest sent = HttpRequest.newBuilder(uri)
                    .POST(BodyPublishers.ofString(body(prompt, bias)))
                    .build();
            Request request = Request.builder(prompt)
                    .maxTokens(settings.tokens)
                    .recurrences(settings.recurrences)
                    .rules(List.of(new LogitBias(bias)))
                    .build();
            try (DepthScheduler scheduler = new DepthScheduler(
                    engine.generator(),
                    new Limits(ServerOptions.DEFAULT_AT_ONCE, ServerOptions.DEFAULT_PREFILL_ROWS, 0, Pace.CONTINUOUS),
                    1)) {
                return measure(() -> direct(scheduler, request), () -> streamed(client, sent));
            }
        }
    }

    private static ServerOptions options() {
        return ServerOptions.of(HttpOptions.local(0))
                .withWaiting(1)
                .withPrefixBytes(0) // both ways think about the whole prompt
                .withWarmUp(false)
                .withDrain(Duration.ZERO);
    }

    private ObjectNode measure(Supplier<Times> direct, Supplier<Times> streamed) {
        for (int i = 0; i < WARM_UP; i++) {
            var _ = direct.get();
            var _ = streamed.get();
        }
        double[] directly = new double[settings.rounds];
        double[] over = new double[settings.rounds];
        double[] more = new double[settings.rounds];
        double[] moreAtFirst = new double[settings.rounds];
        for (int round = 0; round < settings.rounds; round++) {
            Times alone = direct.get();
            Times http = streamed.get();
            directly[round] = alone.perToken;
            over[round] = http.perToken;
            more[round] = http.perToken - alone.perToken;
            moreAtFirst[round] = http.first - alone.first;
        }
        ObjectNode json = mapper.createObjectNode();
        json.put("bench", "http");
        json.put("recurrences", settings.recurrences);
        json.put("tokens", settings.tokens);
        json.put("rounds", settings.rounds);
        report("a token, scheduler alone", directly, json.putObject("direct"));
        report("a token, over HTTP", over, json.putObject("streamed"));
        report("more a token over HTTP", more, json.putObject("overhead"));
        report("more to the first token", moreAtFirst, json.putObject("overheadToFirst"));
        return json;
    }

    private void report(String what, double[] seconds, ObjectNode json) {
        Spread spread = Spread.of(seconds);
        say.accept(String.format(Locale.ROOT, "%-26s %s", what + ":", spread.text()));
        spread.writeMillis(json);
    }

    private Times direct(DepthScheduler scheduler, Request request) {
        long start = System.nanoTime();
        long[] first = {0};
        int tokens = scheduler
                .submit(request, token -> {
                    first[0] = first[0] == 0 ? System.nanoTime() : first[0];
                    return true;
                })
                .outcome()
                .join()
                .tokens()
                .size();
        requireAll(tokens);
        return Times.of(start, first[0], System.nanoTime(), tokens);
    }

    /** Reads an answer as clients do, event by event. */
    private Times streamed(HttpClient client, HttpRequest request) {
        long start = System.nanoTime();
        long[] first = {0};
        int[] tokens = {0};
        try {
            HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                MuninnException.require(response.statusCode() == 200, "the server answered %d", response.statusCode());
                lines.filter(line -> line.startsWith(DATA) && !line.endsWith("[DONE]"))
                        .forEach(line -> {
                            JsonNode event = mapper.readTree(line.substring(DATA.length()));
                            first[0] = first[0] == 0 ? System.nanoTime() : first[0];
                            tokens[0] = event.at("/usage/completion_tokens").asInt(tokens[0]);
                        });
            }
        } catch (IOException e) {
            throw new MuninnException("the server cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MuninnException("interrupted", e);
        }
        requireAll(tokens[0]);
        return Times.of(start, first[0], System.nanoTime(), tokens[0]);
    }

    private void requireAll(int tokens) {
        MuninnException.require(
                tokens == settings.tokens,
                "an answer has %d tokens, %d were asked for: this is a bug of the server, please report it",
                tokens,
                settings.tokens);
    }

    private String body(int[] prompt, Map<Integer, Float> bias) {
        ObjectNode body = mapper.createObjectNode();
        var ids = body.putArray("prompt");
        for (int id : prompt) {
            ids.add(id);
        }
        body.put("max_tokens", settings.tokens);
        body.put("temperature", 0);
        body.put("num_steps", settings.recurrences);
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        ObjectNode biases = body.putObject("logit_bias");
        bias.forEach((token, value) -> biases.put(token.toString(), value));
        return body.toString();
    }
}
