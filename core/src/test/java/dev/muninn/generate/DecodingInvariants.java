package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is true of the ways of decoding, whatever the model: which of them must give the same tokens. */
public abstract class DecodingInvariants extends EngineFixture {
    private static final Decoding SEQUENTIAL = new Decoding.Sequential();

    private static Decoding.Wavefront waveOfOne(int inner, double exitAt) {
        return new Decoding.Wavefront(inner, 1, 1, 0, exitAt, 0);
    }

    private static Request.Builder request(RecurrentModel model, int promptLength, int recurrences) {
        return Request.builder(prompt(model, promptLength))
                .maxTokens(12)
                .recurrences(recurrences)
                .seed(11);
    }

    /** Tokens and recurrences; whether a token counts as exited differs, as a wavefront measures between looks. */
    private static void assertSameThinking(Generated found, Generated wanted) {
        assertThat(found.tokenIds()).isEqualTo(wanted.tokenIds());
        assertThat(found.recurrences()).isEqualTo(wanted.recurrences());
        assertThat(found.finish()).isEqualTo(wanted.finish());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.03, 1000})
    void wavefrontOfOneAtFixedDepthIsSequential(double exitAt) {
        for (RecurrentModel model : ravens()) {
            Generator generator = generator(model);
            for (String policy : List.of("latest+ring:1", "ring:1", "last+ring:1")) {
                Request.Builder request = request(model, 9, 6).slots(slots(policy));
                Generated wanted =
                        generate(generator, request.decoding(SEQUENTIAL).build());
                Generated found = generate(
                        generator, request.decoding(waveOfOne(6, exitAt)).build());
                assertSameThinking(found, wanted);
                assertThat(found.corePasses()).isEqualTo(wanted.corePasses());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.3})
    void wavefrontOfOneThatLooksAtEveryRecurrenceIsLatentDifference(double exitAt) {
        int early = 0;
        for (RecurrentModel model : ravens()) {
            Generator generator = generator(model);
            ExitPolicy exit =
                    new ExitPolicy(ExitSpec.parse("latent-diff:" + exitAt), 1, 1, false, ExitPolicy.AfterExit.STOP);
            Request.Builder request = request(model, 9, 20).slots(slots("latest+ring:1"));
            Generated wanted =
                    generate(generator, request.decoding(SEQUENTIAL).exit(exit).build());
            Generated found = generate(
                    generator,
                    request.decoding(waveOfOne(1, exitAt))
                            .exit(ExitPolicy.NEVER)
                            .build());
            assertSameThinking(found, wanted);
            for (int i = 1; i < 12; i++) {
                assertThat(found.tokens().get(i).exitValue())
                        .isEqualTo(wanted.tokens().get(i).exitValue());
                early += wanted.recurrences()[i] < 20 ? 1 : 0;
            }
        }
        assertThat(early).as("tokens that exit early, of %d", 3 * 11).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latent-diff:0", "cosine:0", "kl:0", "min-p-kl:0", "entropy-diff:0", "acceleration:0"})
    void thresholdZeroNeverExits(String spec) {
        for (RecurrentModel model : all()) {
            Generator generator = generator(model);
            for (String policy : List.of("full", "latest+ring:1")) {
                Request.Builder request = request(model, 7, 40).maxTokens(4).slots(slots(policy));
                Generated wanted = generate(generator, request.build());
                Generated found = generate(generator, request.exit(exit(spec)).build());
                assertThat(found.tokenIds()).isEqualTo(wanted.tokenIds());
                assertThat(found.recurrences()).containsOnly(40);
                assertThat(found.exited()).containsOnly(false);
                assertThat(found.prefillRecurrences()).isEqualTo(40);
            }
        }
    }

    /** For the criteria that count and for the gate, what never exits is the largest threshold. */
    @Test
    void thresholdsOutOfReachNeverExit() {
        for (RecurrentModel model : List.of(ouro(), random(ODD_OURO))) {
            Generator generator = generator(model);
            Generated wanted = generate(generator, request(model, 7, 4).build());
            for (String spec : List.of("gate:1", "argmax-stable:4")) {
                Generated found = generate(
                        generator, request(model, 7, 4).exit(exit(spec)).build());
                assertThat(found.tokenIds()).isEqualTo(wanted.tokenIds());
                assertThat(found.exited()).containsOnly(false);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "latent-diff:0.1", "cosine:0.01", "acceleration:0.1"})
    void speculativeIsSequential(String spec) {
        List<Sampling> samplings =
                List.of(Sampling.greedy(), Sampling.atTemperature(1), new Sampling(0.8f, 7, 0.9f, 0.01f, 1.3f));
        for (RecurrentModel model : List.of(huginn(), random(ODD_RAVEN), random(CONVOLVED_RAVEN), random(ODD_OURO))) {
            Generator generator = generator(model);
            int n = 0;
            for (String policy : List.of("full", "latest")) {
                for (Sampling sampling : samplings) {
                    for (int draft = 1; draft < 6; draft += 2) {
                        int lookahead = 1 + n++ % 6;
                        Request.Builder request = request(model, 1 + n % 7, 6)
                                .slots(slots(policy))
                                .kvFormat(n % 4 == 0 ? KvFormat.BF16 : KvFormat.F32)
                                .exit(exit(spec))
                                .seed(n)
                                .sampling(sampling);
                        Generated wanted = generate(generator, request.build());
                        Generated found = generate(
                                generator,
                                request.decoding(new Decoding.Speculative(draft, lookahead))
                                        .build());
                        assertThat(Outcome.of(found))
                                .as("%s, %s, %s, %d x %d", spec, policy, sampling, draft, lookahead)
                                .isEqualTo(Outcome.of(wanted));
                    }
                }
            }
        }
    }

    /** A gate is read from a state too; so are criteria that are not asked every time, or not at first. */
    @Test
    void speculativeIsSequentialForEveryExitPolicy() {
        List<ExitPolicy> policies = new ArrayList<>();
        for (int every = 1; every <= 3; every++) {
            for (int from = 1; from <= 4; from++) {
                for (String spec : List.of("gate:0.6", "latent-diff:0.4", "acceleration:0.6")) {
                    policies.add(
                            new ExitPolicy(ExitSpec.parse(spec), from, every, every == 2, ExitPolicy.AfterExit.STOP));
                }
            }
        }
        RecurrentModel model = ouro();
        Generator generator = generator(model);
        int early = 0;
        for (ExitPolicy policy : policies) {
            Request.Builder request = request(model, 5, 6).exit(policy).slots(slots("latest"));
            Generated wanted = generate(generator, request.build());
            Generated found = generate(
                    generator, request.decoding(new Decoding.Speculative(3, 3)).build());
            assertThat(Outcome.of(found)).as(policy.toString()).isEqualTo(Outcome.of(wanted));
            early += wanted.tokens().stream().anyMatch(token -> token.recurrences() < 6) ? 1 : 0;
        }
        assertThat(early).as("policies that stop some token early").isGreaterThanOrEqualTo(policies.size() / 3);
    }

    @Test
    void speculativeSavesPassesAndDropsWrongGuesses() {
        Request.Builder request = request(huginn(), 8, 17).maxTokens(40).init(StateInit.ZERO);
        Generator generator = generator(huginn());
        long sequential = generate(generator, request.build()).corePasses();
        // the prefill, seven rounds of four drafts for five tokens, one of three for the last four
        long everyGuessRight = 1 + 7 * (4 * 4 + 17) + (3 * 4 + 17);
        long speculative = generate(
                        generator,
                        request.decoding(new Decoding.Speculative(4, 4)).build())
                .corePasses();
        assertThat(speculative).isLessThan(sequential).isGreaterThan(everyGuessRight);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void speculativeIsSequentialNearEveryEnd(int room) {
        for (RecurrentModel model :
                List.of(random(ODD_RAVEN), random(BARE_RAVEN), random(PAIRED_RAVEN), random(ODD_OURO))) {
            Generator generator = generator(model);
            int most = model.config().context();
            for (int lookahead = 1; lookahead <= 6; lookahead += 2) {
                Decoding decoding = new Decoding.Speculative(2, lookahead);
                Request.Builder nearContext = request(model, most - room, 4).maxTokens(100);
                Generated wanted =
                        generate(generator, nearContext.decoding(SEQUENTIAL).build());
                assertThat(wanted.finish()).isEqualTo(Finish.CONTEXT);
                assertThat(wanted.tokens()).hasSize(room);
                assertThat(Outcome.of(generate(
                                generator, nearContext.decoding(decoding).build())))
                        .isEqualTo(Outcome.of(wanted));
                Request.Builder few = request(model, 3, 4).maxTokens(room);
                assertThat(Outcome.of(generate(generator, few.decoding(decoding).build())))
                        .isEqualTo(Outcome.of(
                                generate(generator, few.decoding(SEQUENTIAL).build())));
            }
        }
    }

    @Test
    void wavefrontReachesTheContextsEnd() {
        for (RecurrentModel model : ravens()) {
            int most = model.config().context();
            Generated found = generate(
                    generator(model),
                    request(model, most - 5, 8)
                            .maxTokens(100)
                            .decoding(new Decoding.Wavefront(4, 2, 16, 0.1, 0.5, 0))
                            .build());
            assertThat(found.finish()).isEqualTo(Finish.CONTEXT);
            assertThat(found.tokens())
                    .extracting(TokenEvent::position)
                    .containsExactly(most - 5, most - 4, most - 3, most - 2, most - 1);
        }
    }

    /** A wave whose positions never settle comes to an end all the same. */
    @Test
    void wavefrontThatNeverSettlesEnds() {
        RecurrentModel model = random(ODD_RAVEN);
        Generated found = generate(
                generator(model),
                request(model, 2, 1)
                        .decoding(new Decoding.Wavefront(1, 1, 2, 0, 0, 0))
                        .build());
        assertThat(found.finish()).isEqualTo(Finish.UNSETTLED);
        assertThat(found.tokens()).hasSize(1);
    }

    /** The gate's mass adds up over all recurrences, also those after which no exit is allowed. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.8, 0.95})
    void gateAddsUpAllItsMass(double mass) {
        for (RecurrentModel model : List.of(ouro(), random(ODD_OURO))) {
            Generator generator = generator(model);
            int[] prompt = prompt(model, 7);
            double[][] gates = ForwardPass.run(model, prompt, 6, StateInit.ZERO, 0, null, 64)
                    .gates();
            for (int from = 1; from <= 4; from++) {
                for (int every = 1; every <= 3; every++) {
                    ExitPolicy policy = new ExitPolicy(
                            ExitSpec.parse("gate:" + mass), from, every, true, ExitPolicy.AfterExit.STOP);
                    double goingOn = 1;
                    int wanted = 6;
                    for (int step = 1; step < 6 && wanted == 6; step++) {
                        goingOn *= 1 - gates[step - 1][6];
                        boolean allowed = step >= from && (step - from) % every == 0;
                        wanted = allowed && 1 - goingOn >= mass ? step : 6;
                    }
                    Request request = Request.builder(prompt)
                            .recurrences(6)
                            .maxTokens(1)
                            .exit(policy)
                            .build();
                    assertThat(generate(generator, request).recurrences())
                            .as(policy.toString())
                            .containsExactly(wanted);
                }
            }
        }
    }

    @Test
    void stopTokensEndEveryWayOfDecoding() {
        Generator generator = generator(huginn());
        Request.Builder request = request(huginn(), 8, 6).slots(slots("latest+ring:1"));
        for (Decoding decoding : List.of(SEQUENTIAL, waveOfOne(6, 0), Decoding.Wavefront.DEFAULT)) {
            int[] tokens = generate(
                            generator,
                            request.decoding(decoding).stopTokens(Set.of()).build())
                    .tokenIds();
            Generated found =
                    generate(generator, request.stopTokens(Set.of(tokens[6])).build());
            int first = indexOf(tokens, tokens[6]);
            assertThat(found.finish()).isEqualTo(Finish.STOP);
            assertThat(found.tokenIds()).isEqualTo(Arrays.copyOf(tokens, first));
        }
    }

    private static int indexOf(int[] tokens, int token) {
        int at = 0;
        while (tokens[at] != token) {
            at++;
        }
        return at;
    }

    @Test
    void warmStartDiffersAndIsRepeatable() {
        Generator generator = generator(huginn());
        Request.Builder request = request(huginn(), 8, 3).maxTokens(30);
        Generated cold = generate(generator, request.build());
        Generated warm = generate(generator, request.warmStart(true).build());
        assertThat(warm.tokens().getFirst()).isEqualTo(cold.tokens().getFirst());
        assertThat(warm.tokenIds()).isNotEqualTo(cold.tokenIds());
        assertThat(Outcome.of(generate(generator, request.build()))).isEqualTo(Outcome.of(warm));
    }

    /** Noise and draws are keyed by the seed: another one gives another text, the same one the same. */
    @Test
    void seedsDecide() {
        Generator generator = generator(huginn());
        Request.Builder request = request(huginn(), 8, 4).sampling(Sampling.atTemperature(1));
        assertThat(generate(generator, request.seed(1).build()).tokenIds())
                .isEqualTo(generate(generator, request.seed(1).build()).tokenIds())
                .isNotEqualTo(generate(generator, request.seed(2).build()).tokenIds());
    }
}
