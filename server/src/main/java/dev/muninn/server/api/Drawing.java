package dev.muninn.server.api;

import dev.muninn.RequestDefaults;
import dev.muninn.sampling.LogitBias;
import dev.muninn.sampling.Sampling;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/**
 * How a request wants its tokens drawn. What it leaves open, {@link RequestDefaults} decide. Without a seed a greedy answer is always
 * the same and a drawn one is not; the seed in use is part of the answer.
 */
record Drawing(Sampling sampling, Optional<LogitBias> bias, long seed) {
    private static final int MOST_BIASES = 1024;
    private static final double MOST_BIAS = 100;

    static Drawing read(Fields body, Served served) {
        Sampling defaults = served.engine().requestDefaults().sampling();
        double temperature = body.number("temperature", 0, 100).orElse(defaults.temperature());
        double topP = body.number("top_p", 0, 1).orElse(defaults.topP());
        int topK = body.integer("top_k", -1, Integer.MAX_VALUE).orElse(defaults.topK());
        double minP = body.number("min_p", 0, 1).orElse(defaults.minP());
        double penalty = body.number("repetition_penalty", 1e-3, 1e3).orElse(defaults.repetitionPenalty());
        OptionalLong seed = body.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        String instead = "use repetition_penalty, or leave it at 0";
        body.refuse("presence_penalty", Drawing::isZero, instead);
        body.refuse("frequency_penalty", Drawing::isZero, instead);
        Sampling sampling = new Sampling(
                (float) temperature, Math.max(0, topK), RequestDefaults.topP(topP), (float) minP, (float) penalty);
        long chosen = seed.isPresent()
                ? seed.getAsLong()
                : temperature == 0 ? 0 : ThreadLocalRandom.current().nextLong(1L << 53);
        return new Drawing(sampling, bias(body, served), chosen);
    }

    private static boolean isZero(JsonNode node) {
        return node.isNumber() && node.asDouble() == 0;
    }

    private static Optional<LogitBias> bias(Fields body, Served served) {
        Optional<JsonNode> node = body.node("logit_bias");
        if (node.isEmpty() || node.get().isEmpty()) {
            return Optional.empty();
        }
        String wanted = "an object of token ids and numbers from -100 to 100, %d at most".formatted(MOST_BIASES);
        if (!node.get().isObject() || node.get().size() > MOST_BIASES) {
            throw body.wrong("logit_bias", wanted, node.get());
        }
        int vocab = served.engine().model().config().vocab();
        Map<Integer, Float> bias = new HashMap<>();
        node.get().properties().forEach(entry -> {
            int token = token(entry.getKey());
            JsonNode value = entry.getValue();
            if (token < 0 || token >= vocab || !value.isNumber() || !(Math.abs(value.asDouble()) <= MOST_BIAS)) {
                throw ApiError.invalid(
                        "logit_bias",
                        "logit_bias has '%s'; %s is wanted, ids from 0 to %d"
                                .formatted(entry.getKey(), wanted, vocab - 1));
            }
            bias.put(token, (float) value.asDouble());
        });
        return Optional.of(new LogitBias(bias));
    }

    private static int token(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
