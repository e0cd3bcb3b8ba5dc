package dev.muninn.server.api;

import dev.muninn.RequestDefaults;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.Request;
import dev.muninn.sampling.LogitsRule;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the generating endpoints have in common.
 *
 * @param maxTokens empty for the endpoint's own custom
 * @param copies answers to each prompt ({@code n})
 */
record Wishes(
        Depth depth,
        Drawing drawing,
        List<LogitsRule> rules,
        List<String> stops,
        OptionalInt maxTokens,
        int copies,
        boolean stream,
        boolean includeUsage) {
    private static final int MOST_STOPS = 16;
    private static final int LONGEST_STOP = 1000;
    private static final int MOST_COPIES = 128;

    static Wishes read(Fields body, Served served) {
        served.checkModel(body);
        Drawing drawing = Drawing.read(body, served);
        List<LogitsRule> rules = new ArrayList<>();
        drawing.bias().ifPresent(rules::add);
        boolean includeUsage = body.object("stream_options")
                .map(options -> options.flag("include_usage", false))
                .orElse(false);
        // About the customer, not about the answer.
        body.pass("user", "metadata", "safety_identifier", "prompt_cache_key", "service_tier");
        return new Wishes(
                Depth.read(body, served),
                drawing,
                rules,
                stops(body),
                maxTokens(body),
                body.integer("n", 1, MOST_COPIES).orElse(1),
                body.flag("stream", false),
                includeUsage);
    }

    /** The same, held to a grammar if there is one. */
    Wishes heldTo(Optional<Grammar> grammar, Served served) {
        if (grammar.isEmpty()) {
            return this;
        }
        List<LogitsRule> all = new ArrayList<>(rules);
        try {
            all.add(served.engine().rule(grammar.get()));
        } catch (MuninnException e) {
            throw ApiError.unsupported("response_format", String.valueOf(e.getMessage()));
        }
        return new Wishes(depth, drawing, all, stops, maxTokens, copies, stream, includeUsage);
    }

    private static OptionalInt maxTokens(Fields body) {
        OptionalInt found = OptionalInt.empty();
        for (String name : List.of("max_tokens", "max_completion_tokens", "max_output_tokens")) {
            OptionalInt value = body.integer(name, 0, Integer.MAX_VALUE);
            if (found.isPresent() && value.isPresent() && !found.equals(value)) {
                throw ApiError.invalid(name, name + " and another limit of tokens differ; give one");
            }
            found = value.isPresent() ? value : found;
        }
        return found;
    }

    private static List<String> stops(Fields body) {
        List<String> stops = body.strings("stop");
        if (stops.size() > MOST_STOPS
                || stops.stream().anyMatch(stop -> stop.isEmpty() || stop.length() > LONGEST_STOP)) {
            throw ApiError.invalid(
                    "stop", "stop may have %d strings of 1 to %d characters".formatted(MOST_STOPS, LONGEST_STOP));
        }
        return stops;
    }

    /** Copy {@code copy} of the answer to {@code prompt}, at most as long as the context. */
    Request request(int[] prompt, int copy, int tokens, OptionalInt topLogProbabilities, Served served) {
        RequestDefaults defaults = served.engine().requestDefaults();
        Request.Builder request = defaults.request(prompt)
                .maxTokens(Math.clamp(tokens, 1, served.context() - prompt.length))
                .sampling(drawing.sampling())
                .seed(drawing.seed() + copy)
                .rules(defaults.rules(rules));
        topLogProbabilities.ifPresent(request::topLogProbabilities);
        depth.applyTo(request);
        Request built = request.build();
        // Who names no limit reserves neither more than there is, nor what others need.
        return maxTokens.isPresent() ? built : served.engine().generator().fitted(built, RequestDefaults.WITHOUT_LIMIT);
    }
}
