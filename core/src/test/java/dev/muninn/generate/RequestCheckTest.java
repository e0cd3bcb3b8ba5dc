package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.RecurrentModel;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every refusal, by its words: what was found, and what to do instead. */
class RequestCheckTest extends EngineFixture {
    private static final Decoding SPECULATIVE = new Decoding.Speculative(2, 4);

    @Override
    protected Kernels kernels(int threads) {
        return new ScalarKernels();
    }

    private void assertRefused(RecurrentModel model, UnaryOperator<Request.Builder> wish, String... words) {
        assertPromptRefused(model, new int[] {1, 2}, wish, words);
    }

    private void assertPromptRefused(
            RecurrentModel model, int[] prompt, UnaryOperator<Request.Builder> wish, String... words) {
        try (Generator generator = new Generator(model, 64, GIB)) {
            assertThatThrownBy(() -> generate(
                            generator,
                            wish.apply(Request.builder(prompt).recurrences(6)).build()))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContainingAll(words);
        }
    }

    @Test
    void requestsThatMakeNoSense() {
        assertPromptRefused(huginn(), new int[0], r -> r, "the prompt is empty");
        assertRefused(huginn(), r -> r.maxTokens(0), "at least 1 token can be generated, found 0");
        assertRefused(huginn(), r -> r.recurrences(0), "recurrences are 1 to 100,000, found 0");
        assertRefused(huginn(), r -> r.recurrences(100_001), "recurrences are 1 to 100,000, found 100001");
        assertRefused(
                huginn(),
                r -> r.exit(ExitPolicy.NEVER.withMinRecurrences(7)),
                "at least 7 recurrences are asked for, but at most 6 are allowed");
    }

    @Test
    void promptsThatDoNotFitTheModel() {
        assertPromptRefused(huginn(), new int[] {1, 101}, r -> r, "token 101 is outside the vocabulary of 0 to 100");
        assertPromptRefused(huginn(), new int[] {-1}, r -> r, "token -1 is outside the vocabulary of 0 to 100");
        assertPromptRefused(
                huginn(), new int[160], r -> r, "the prompt has 160 tokens, the model's context holds 160; shorten");
    }

    @Test
    void whatTheModelCannotDo() {
        assertRefused(
                huginn(),
                r -> r.exit(exit("gate")),
                "'gate' needs a model with a learned exit gate; huginn_raven has none",
                "latent-diff or kl");
        assertRefused(
                ouro(),
                r -> r.warmStart(true),
                "a warm start does not fit ouro: its state starts from the token's embedding");
        assertRefused(
                ouro(),
                r -> r.decoding(Decoding.Wavefront.DEFAULT),
                "wavefront decoding changes draft tokens",
                "which ouro would not notice",
                "use --decode sequential or speculative");
    }

    @Test
    void speculationThatWouldNotBeLossless() {
        for (String policy : List.of("ring:1", "latest+ring:2", "anchored:4", "last")) {
            assertRefused(
                    huginn(),
                    r -> r.decoding(SPECULATIVE).slots(slots(policy)),
                    "every recurrence must keep its own keys and values: --kv full or latest, found",
                    slots(policy).toString());
        }
        assertRefused(
                huginn(),
                r -> r.decoding(new Decoding.Speculative(6, 4)),
                "a draft of 6 recurrences is no cheaper than the 6 of a full token; lower --draft-recurrences");
        assertRefused(
                ouro(),
                r -> r.decoding(SPECULATIVE).exit(exit("gate").withAfterExit(ExitPolicy.AfterExit.FINISH)),
                "speculative decoding stops a row where it exits");
        assertRefused(
                huginn(),
                r -> r.decoding(SPECULATIVE).warmStart(true),
                "a warm start does not fit speculative decoding: a draft's state would start its neighbour's");
        for (RecurrentModel model : List.of(huginn(), ouro())) {
            for (String spec : List.of("kl", "min-p-kl", "entropy-diff", "argmax-stable")) {
                assertRefused(
                        model,
                        r -> r.decoding(SPECULATIVE).exit(exit(spec)),
                        "an exit criterion on logits would ask for a readout at every recurrence; use a criterion on states");
            }
        }
        assertRefused(
                huginn(), r -> r.decoding(SPECULATIVE).trace(true), "a trace is kept in sequential decoding only");
    }

    @Test
    void wavefrontsThatWouldNotMove() {
        for (String policy : List.of("full", "latest", "ring:2", "anchored:0")) {
            assertRefused(
                    huginn(),
                    r -> r.decoding(Decoding.Wavefront.DEFAULT).slots(slots(policy)),
                    "all recurrences must share one slot: --kv latest+ring:1, found",
                    slots(policy).toString());
        }
        assertRefused(
                huginn(),
                r -> r.decoding(Decoding.Wavefront.DEFAULT).exit(exit("latent-diff:0.5")),
                "wavefront decoding freezes positions by --exit-at; --exit 'until the state moves less than 0.5 of its length'");
        assertRefused(
                huginn(),
                r -> r.decoding(new Decoding.Wavefront(4, 5, 4, 0.1, 0.03, 0)),
                "--headway 5 is more than --max-wavefront 4");
        assertRefused(
                huginn(),
                r -> r.decoding(Decoding.Wavefront.DEFAULT).trace(true),
                "a trace is kept in sequential decoding only");
    }

    @Test
    void waysOfDecodingOutOfRange() {
        assertRefused(
                huginn(),
                r -> r.decoding(new Decoding.Speculative(0, 4)),
                "--draft-recurrences is at least 1, found 0");
        assertRefused(
                huginn(), r -> r.decoding(new Decoding.Speculative(1, 0)), "--lookahead is 1 to 256 tokens, found 0");
        assertRefused(
                huginn(),
                r -> r.decoding(new Decoding.Speculative(1, 257)),
                "--lookahead is 1 to 256 tokens, found 257");
        assertWaveRefused(0, 1, 8, 0.1, 0.03, 0, "--inner is at least 1 recurrence, found 0");
        assertWaveRefused(4, 0, 8, 0.1, 0.03, 0, "--headway is at least 1 position, found 0");
        assertWaveRefused(4, 1, 0, 0.1, 0.03, 0, "--max-wavefront is 1 to 4096, found 0");
        assertWaveRefused(4, 1, 8, 1, 0.03, 0, "--ema is from 0 to under 1, found 1.0");
        assertWaveRefused(4, 1, 8, Double.NaN, 0.03, 0, "--ema is from 0 to under 1, found NaN");
        assertWaveRefused(4, 1, 8, 0.1, -1, 0, "--exit-at is at least 0, found -1.0");
        assertWaveRefused(4, 1, 8, 0.1, 0.03, 1, "the state noise is from 0 to under 1, found 1.0");
    }

    private static void assertWaveRefused(
            int inner, int headway, int most, double average, double exitAt, double noise, String words) {
        assertThatThrownBy(() -> new Decoding.Wavefront(inner, headway, most, average, exitAt, noise))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(words);
    }
}
