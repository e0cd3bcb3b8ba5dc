package dev.muninn.sampling;

import static dev.muninn.error.MuninnException.require;

import java.util.Map;

/**
 * Adds a number to the logits of some tokens.
 *
 * @param bias by token id; −100 all but forbids a token, 100 all but forces it
 */
public record LogitBias(Map<Integer, Float> bias) implements LogitsRule, LogitsRule.Applied {
    public LogitBias {
        bias = Map.copyOf(bias);
        bias.forEach((token, value) -> require(
                token >= 0 && Float.isFinite(value),
                "the bias of token %d is %s, wanted a finite number for a token from 0 up",
                token,
                value));
    }

    @Override
    public Applied start() {
        return this;
    }

    @Override
    public void apply(float[] logits, int[] tokens, int from, int to) {
        bias.forEach((token, value) -> {
            require(token < logits.length, "token %d has a bias, but logits have %d tokens", token, logits.length);
            logits[token] += value;
        });
    }
}
