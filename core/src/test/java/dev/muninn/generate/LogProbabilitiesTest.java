package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.LogitBias;
import dev.muninn.sampling.LogitsRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a request may ask of the logits: to be told about them, and to change them before a token is drawn. */
class LogProbabilitiesTest extends EngineFixture {
    private static final int DEPTH = 6;

    @Override
    protected Kernels kernels(int threads) {
        return new ScalarKernels();
    }

    private Request.Builder request() {
        return Request.builder(prompt(huginn(), 9))
                .recurrences(DEPTH)
                .init(StateInit.ZERO)
                .maxTokens(8);
    }

    private List<Decoding> ways() {
        return List.of(new Decoding.Sequential(), new Decoding.Speculative(2, 3), Decoding.Wavefront.DEFAULT);
    }

    @Test
    void greedyTokensAreTheLikeliestToTheBit() {
        for (Decoding way : ways()) {
            Generated result = generate(
                    generator(huginn()),
                    request().decoding(way).topLogProbabilities(4).build());
            assertThat(result.tokens()).hasSize(8).allSatisfy(event -> {
                TokenLogProbabilities found = event.logProbabilities().orElseThrow();
                assertThat(found.tokens()).hasSize(4);
                assertThat(found.tokens()[0]).isEqualTo(event.token());
                assertThat(found.values()[0]).isEqualTo(found.chosen());
                assertThat(found.values()).isSortedAccordingTo((a, b) -> Float.compare(b, a));
            });
        }
    }

    @Test
    void theyAreTheForwardPassesOwn() {
        Generated result =
                generate(generator(huginn()), request().topLogProbabilities(1).build());
        int[] prompt = prompt(huginn(), 9);
        int[] whole = new int[prompt.length + 8];
        System.arraycopy(prompt, 0, whole, 0, prompt.length);
        System.arraycopy(result.tokenIds(), 0, whole, prompt.length, 8);
        List<Float> expected = new ArrayList<>();
        ForwardPass.visit(huginn(), whole, DEPTH, StateInit.ZERO, 0, null, 4, (position, logits, state) -> {
            if (position >= 8 && position < 16) {
                expected.add(
                        TokenLogProbabilities.of(logits, whole[position + 1], 0).chosen());
            }
        });
        for (int i = 0; i < 8; i++) {
            assertThat(result.tokens().get(i).logProbabilities().orElseThrow().chosen())
                    .isCloseTo(expected.get(i), within(1e-5f));
        }
    }

    @Test
    void aBiasForcesAndForbids() {
        for (Decoding way : ways()) {
            Generated forced = generate(
                    generator(huginn()),
                    request()
                            .decoding(way)
                            .rules(List.of(new LogitBias(Map.of(3, 1000f))))
                            .build());
            assertThat(forced.tokenIds()).containsOnly(3);
            Generated forbidden = generate(
                    generator(huginn()),
                    request()
                            .decoding(way)
                            .rules(List.of(new LogitBias(Map.of(3, 1000f)), new LogitBias(Map.of(3, -2000f))))
                            .build());
            assertThat(forbidden.tokenIds()).doesNotContain(3);
        }
    }

    @Test
    void aRuleSeesTheGeneratedTokens() {
        LogitsRule countUp = () -> (logits, tokens, from, to) -> logits[from == to ? 5 : tokens[to - 1] + 1] += 1000;
        for (Decoding way : ways()) {
            Generated result = generate(
                    generator(huginn()),
                    request().decoding(way).rules(List.of(countUp)).build());
            assertThat(result.tokenIds()).containsExactly(5, 6, 7, 8, 9, 10, 11, 12);
        }
    }
}
