package dev.muninn.sampling;

import static dev.muninn.error.MuninnException.require;

import java.util.Set;

/** Tokens that are never drawn: their logits are −∞ ({@code suppress_tokens} of a {@code generation_config.json}). */
public record Suppressed(Set<Integer> tokens) implements LogitsRule, LogitsRule.Applied {
    public Suppressed {
        tokens = Set.copyOf(tokens);
    }

    @Override
    public Applied start() {
        return this;
    }

    @Override
    public void apply(float[] logits, int[] sequence, int from, int to) {
        for (int token : tokens) {
            require(token < logits.length, "token %d is suppressed, but logits have %d tokens", token, logits.length);
            logits[token] = Float.NEGATIVE_INFINITY;
        }
    }
}
