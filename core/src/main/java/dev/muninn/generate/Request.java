package dev.muninn.generate;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.SlotPolicy;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.LogitsRule;
import dev.muninn.sampling.Sampling;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to generate and how to think about it.
 *
 * @param prompt token ids
 * @param maxTokens tokens to generate at most
 * @param recurrences recurrences of a token at most; all of them where nothing exits
 * @param seed of sampling; with the position it decides the draw, whoever shares the batch
 * @param noiseSeed of the state noise, likewise; who shares it can share a prompt's keys and values
 * @param rules change logits before a token is drawn, one after the other
 * @param topLogProbabilities how many of the likeliest tokens come with their log-probabilities, beside the token's own; empty for
 *     neither
 * @param stopTokens end the text; not part of it
 * @param warmStart whether a position's state starts from the final state of the one before it
 * @param trace whether every recurrence is read out for {@link TokenEvent#trace}
 */
public record Request(
        int[] prompt,
        int maxTokens,
        int recurrences,
        ExitPolicy exit,
        SlotPolicy slots,
        KvFormat kvFormat,
        StateInit init,
        long seed,
        long noiseSeed,
        Sampling sampling,
        List<LogitsRule> rules,
        OptionalInt topLogProbabilities,
        Set<Integer> stopTokens,
        Decoding decoding,
        boolean warmStart,
        boolean trace) {
    public Request {
        require(prompt.length > 0, "the prompt is empty; at least one token is needed to think about");
        require(maxTokens >= 1, "at least 1 token can be generated, found %d", maxTokens);
        require(recurrences >= 1 && recurrences <= 100_000, "recurrences are 1 to 100,000, found %d", recurrences);
        require(
                topLogProbabilities.orElse(0) >= 0,
                "log-probabilities of %d tokens are asked for, wanted 0 or more",
                topLogProbabilities.orElse(0));
        require(
                exit.minRecurrences() <= recurrences,
                "at least %d recurrences are asked for, but at most %d are allowed",
                exit.minRecurrences(),
                recurrences);
    }

    /** The same for at most {@code tokens} tokens. */
    public Request withMaxTokens(int tokens) {
        return new Request(
                prompt,
                tokens,
                recurrences,
                exit,
                slots,
                kvFormat,
                init,
                seed,
                noiseSeed,
                sampling,
                rules,
                topLogProbabilities,
                stopTokens,
                decoding,
                warmStart,
                trace);
    }

    /** A request with the defaults of sequential, greedy, full-depth decoding. */
    public static Builder builder(int... prompt) {
        return new Builder(prompt);
    }

    /** Collects wishes; every setter returns the builder. */
    public static final class Builder {
        private final int[] prompt;
        private int maxTokens = 64;
        private int recurrences = 32;
        private ExitPolicy exit = ExitPolicy.NEVER;
        private @Nullable SlotPolicy slots;
        private KvFormat kvFormat = KvFormat.F32;
        private StateInit init = StateInit.NOISE;
        private long seed;
        private OptionalLong noiseSeed = OptionalLong.empty();
        private Sampling sampling = Sampling.greedy();
        private List<LogitsRule> rules = List.of();
        private OptionalInt topLogProbabilities = OptionalInt.empty();
        private Set<Integer> stopTokens = Set.of();
        private Decoding decoding = new Decoding.Sequential();
        private boolean warmStart;
        private boolean trace;

        private Builder(int... prompt) {
            this.prompt = prompt.clone();
        }

        public Builder maxTokens(int value) {
            maxTokens = value;
            return this;
        }

        public Builder recurrences(int value) {
            recurrences = value;
            return this;
        }

        public Builder exit(ExitPolicy value) {
            exit = value;
            return this;
        }

        /** Default: a slot for every recurrence; one shared slot for wavefront decoding. */
        public Builder slots(SlotPolicy value) {
            slots = value;
            return this;
        }

        public Builder kvFormat(KvFormat value) {
            kvFormat = value;
            return this;
        }

        public Builder init(StateInit value) {
            init = value;
            return this;
        }

        /** Of sampling, and of the state noise unless that has its own. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder noiseSeed(long value) {
            noiseSeed = OptionalLong.of(value);
            return this;
        }

        public Builder sampling(Sampling value) {
            sampling = value;
            return this;
        }

        public Builder rules(List<LogitsRule> value) {
            rules = List.copyOf(value);
            return this;
        }

        /** Also tell the log-probability of every token and of the {@code value} likeliest at its place. */
        public Builder topLogProbabilities(int value) {
            topLogProbabilities = OptionalInt.of(value);
            return this;
        }

        public Builder stopTokens(Set<Integer> value) {
            stopTokens = Set.copyOf(value);
            return this;
        }

        public Builder decoding(Decoding value) {
            decoding = value;
            return this;
        }

        public Builder warmStart(boolean value) {
            warmStart = value;
            return this;
        }

        public Builder trace(boolean value) {
            trace = value;
            return this;
        }

        public Request build() {
            SlotPolicy policy = slots;
            if (policy == null) {
                policy = decoding instanceof Decoding.Wavefront
                        ? new SlotPolicy(SlotPolicy.Lookup.LATEST, new SlotPolicy.Storage.Ring(1))
                        : SlotPolicy.FULL;
            }
            return new Request(
                    prompt,
                    maxTokens,
                    recurrences,
                    exit,
                    policy,
                    kvFormat,
                    init,
                    seed,
                    noiseSeed.orElse(seed),
                    sampling,
                    rules,
                    topLogProbabilities,
                    stopTokens,
                    decoding,
                    warmStart,
                    trace);
        }
    }
}
