package dev.muninn.sampling;

import static dev.muninn.error.MuninnException.require;

/**
 * How a request wants its tokens chosen. {@link Sampler} says in which order the options apply.
 *
 * @param temperature logits are divided by it; 0 always takes the most likely token
 * @param topK only the k most likely tokens; 0 for all
 * @param topP only the fewest most likely tokens that together have probability p; 1 for all (Holtzman et al. 2020)
 * @param minP only tokens at least this share as likely as the most likely one; 0 for all (Nguyen et al. 2024)
 * @param repetitionPenalty a token that has occurred has its logit divided by this if positive, multiplied if negative; 1 for
 *     none (CTRL, Keskar et al. 2019)
 */
public record Sampling(float temperature, int topK, float topP, float minP, float repetitionPenalty) {
    public Sampling {
        require(
                temperature >= 0 && Float.isFinite(temperature),
                "temperature is %s, wanted a number from 0 (greedy) up",
                temperature);
        require(topK >= 0, "top-k is %d, wanted 0 (all tokens) or more", topK);
        require(topP > 0 && topP <= 1, "top-p is %s, wanted more than 0 and at most 1 (all tokens)", topP);
        require(minP >= 0 && minP <= 1, "min-p is %s, wanted 0 (all tokens) to 1", minP);
        require(
                repetitionPenalty > 0 && Float.isFinite(repetitionPenalty),
                "repetition penalty is %s, wanted more than 0; 1 is none",
                repetitionPenalty);
    }

    /** Always the most likely token. */
    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 0, 1);
    }

    /** The model's own distribution at a temperature. */
    public static Sampling atTemperature(float temperature) {
        return new Sampling(temperature, 0, 1, 0, 1);
    }

    public Sampling withTemperature(float value) {
        return new Sampling(value, topK, topP, minP, repetitionPenalty);
    }

    public Sampling withTopK(int value) {
        return new Sampling(temperature, value, topP, minP, repetitionPenalty);
    }

    public Sampling withTopP(float value) {
        return new Sampling(temperature, topK, value, minP, repetitionPenalty);
    }

    public Sampling withMinP(float value) {
        return new Sampling(temperature, topK, topP, value, repetitionPenalty);
    }

    public Sampling withRepetitionPenalty(float value) {
        return new Sampling(temperature, topK, topP, minP, value);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Whether only some of {@code vocab} tokens may be chosen. */
    boolean filters(int vocab) {
        return (topK > 0 && topK < vocab) || topP < 1;
    }
}
