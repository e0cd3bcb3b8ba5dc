package dev.muninn.eval.harness.task;

import java.util.List;
import java.util.OptionalInt;

/**
 * {@code generation_kwargs}.
 *
 * @param until stop strings; none of them is part of the answer
 * @param maxTokens empty for the harness's 256
 * @param temperature 0 takes the likeliest token
 */
public record GenerationConfig(
        List<String> until, OptionalInt maxTokens, double temperature, double topP, int topK, double minP) {
    /** Tokens that an answer has at most where its task says nothing. */
    public static final int DEFAULT_TOKENS = 256;

    public int tokens() {
        return maxTokens.orElse(DEFAULT_TOKENS);
    }
}
