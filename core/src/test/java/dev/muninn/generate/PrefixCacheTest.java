package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.generate.LiveBatch.Pace;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Prompts that begin alike are computed once, and nobody can tell from the answer. */
class PrefixCacheTest extends EngineFixture {
    private static final UnaryOperator<Request.Builder> AS_IT_IS = builder -> builder;
    private static final ExitPolicy NOT_IN_PREFILL =
            new ExitPolicy(ExitSpec.parse("latent-diff:0.2"), 1, 1, false, ExitPolicy.AfterExit.STOP);

    @Override
    protected Kernels kernels(int threads) {
        return new ScalarKernels();
    }

    /** {@code common} tokens, then {@code own} that depend on {@code kind}. */
    private static Request.Builder request(RecurrentModel model, int common, int own, int kind) {
        int[] tokens = Arrays.copyOf(prompt(model, 60), common + own);
        for (int i = common; i < tokens.length; i++) {
            tokens[i] = (kind * 31 + i) % model.config().vocab();
        }
        return Request.builder(tokens).recurrences(5).maxTokens(6).seed(4);
    }

    private static Generated run(LiveBatch batch, Request request) {
        LiveJob<Generated> job = batch.add(request, token -> true);
        while (!job.outcome().isDone()) {
            batch.tick();
        }
        return job.outcome().join();
    }

    private LiveBatch open(Generator generator, long prefixBytes) {
        return generator.open(new Limits(9, 16, prefixBytes, Pace.CONTINUOUS));
    }

    /** Runs {@code first}, then {@code second}; returns how many tokens the second took over, its answer being as alone. */
    private int reused(RecurrentModel model, Request first, Request second) {
        Generator generator = generator(model);
        try (LiveBatch batch = open(generator, GIB)) {
            run(batch, first);
            Generated found = run(batch, second);
            assertThat(Outcome.of(found)).isEqualTo(Outcome.of(generate(generator(model), second)));
            assertThat(batch.census().reusedTokens()).isEqualTo(found.reusedTokens());
            assertThat(batch.census().runningBytes()).isZero();
            assertThat(generator.kvBytes()).isEqualTo(batch.census().prefixBytes());
            return found.reusedTokens();
        } finally {
            assertThat(generator.kvBytes()).isZero();
        }
    }

    private int reused(
            RecurrentModel model, UnaryOperator<Request.Builder> first, UnaryOperator<Request.Builder> second) {
        return reused(
                model,
                first.apply(request(model, 20, 9, 1)).build(),
                second.apply(request(model, 20, 12, 2)).build());
    }

    private int reused(RecurrentModel model, UnaryOperator<Request.Builder> both) {
        return reused(model, both, both);
    }

    @Test
    void aCommonBeginningIsTakenOver() {
        for (RecurrentModel model : List.of(huginn(), ouro(), random(CONVOLVED_RAVEN), random(BARE_RAVEN))) {
            assertThat(reused(model, AS_IT_IS)).isEqualTo(20);
            assertThat(reused(model, b -> b.kvFormat(KvFormat.BF16))).isEqualTo(20);
            assertThat(reused(model, b -> b.slots(slots("last")))).isEqualTo(20);
        }
        RecurrentModel model = huginn();
        assertThat(reused(model, AS_IT_IS, b -> b.sampling(Sampling.atTemperature(1))))
                .isEqualTo(20);
        assertThat(reused(model, b -> b.slots(slots("ring:5")))).isEqualTo(20);
        assertThat(reused(model, b -> b.decoding(new Decoding.Speculative(2, 3))))
                .isEqualTo(20);
        assertThat(reused(
                        model,
                        b -> b.init(StateInit.ZERO),
                        b -> b.init(StateInit.ZERO).seed(99)))
                .isEqualTo(20);
        UnaryOperator<Request.Builder> exits = b -> b.exit(NOT_IN_PREFILL).slots(slots("latest"));
        assertThat(reused(model, exits)).isEqualTo(20);
    }

    @Test
    void whatDependsOnTheRestIsNot() {
        RecurrentModel model = huginn();
        assertThat(reused(model, b -> b.exit(exit("latent-diff:0.2")))).isZero();
        assertThat(reused(model, b -> b.slots(slots("latest+ring:1")))).isZero();
        assertThat(reused(model, b -> b.slots(slots("anchored:3")))).isZero();
        assertThat(reused(model, b -> b.trace(true))).isZero();
        assertThat(reused(model, b -> b.decoding(Decoding.Wavefront.DEFAULT).recurrences(1)))
                .isZero();
        assertThat(reused(model, AS_IT_IS, b -> b.recurrences(6))).isZero();
        assertThat(reused(model, AS_IT_IS, b -> b.seed(5))).isZero();
        assertThat(reused(model, AS_IT_IS, b -> b.init(StateInit.ZERO))).isZero();
        assertThat(reused(model, AS_IT_IS, b -> b.kvFormat(KvFormat.BF16))).isZero();
    }

    /** The prompt of the next turn: all that was said, and four tokens more. */
    private int reusedInNextTurn(UnaryOperator<Request.Builder> way) {
        Request first = way.apply(request(huginn(), 20, 9, 1)).build();
        int[] said = generate(generator(huginn()), first).tokenIds();
        int[] next = Arrays.copyOf(first.prompt(), 29 + said.length + 4);
        System.arraycopy(said, 0, next, 29, said.length);
        Request second = way.apply(
                        Request.builder(next).recurrences(5).maxTokens(6).seed(4))
                .build();
        assertThat(said).hasSize(6);
        return reused(huginn(), first, second);
    }

    @Test
    void anAnswerIsTheBeginningOfTheNextPrompt() {
        // The last token was never thought about.
        assertThat(reusedInNextTurn(AS_IT_IS)).isEqualTo(29 + 6 - 1);
        assertThat(reusedInNextTurn(b -> b.decoding(new Decoding.Speculative(2, 3))))
                .isEqualTo(29 + 6 - 1);
        // States that no prefill of the same tokens has.
        assertThat(reusedInNextTurn(b -> b.warmStart(true))).isEqualTo(29);
        assertThat(reusedInNextTurn(b -> b.exit(NOT_IN_PREFILL).slots(slots("latest"))))
                .isEqualTo(29);
    }

    @Test
    void thePromptItselfLeavesItsLastTokenToCompute() {
        Request request = request(huginn(), 20, 9, 1).build();
        assertThat(reused(huginn(), request, request)).isEqualTo(28);
    }

    @Test
    void whoStillRunsIsSharedToo() {
        Request first = request(huginn(), 20, 9, 1).maxTokens(30).build();
        Request second = request(huginn(), 20, 12, 2).build();
        try (LiveBatch batch = open(generator(huginn()), GIB)) {
            LiveJob<Generated> running = batch.add(first, token -> true);
            for (int tick = 0; tick < 30; tick++) {
                batch.tick();
            }
            Generated found = run(batch, second);
            assertThat(running.outcome()).isNotDone();
            assertThat(found.reusedTokens()).isEqualTo(20);
            assertThat(Outcome.of(found)).isEqualTo(Outcome.of(generate(generator(huginn()), second)));
            while (batch.tick()) {
                // to the end
            }
            assertThat(Outcome.of(running.outcome().join()))
                    .isEqualTo(Outcome.of(generate(generator(huginn()), first)));
        }
    }

    @Test
    void whatIsKeptIsBoundedAndGivesWay() {
        RecurrentModel model = huginn();
        Request request = request(model, 20, 9, 1).build();
        long need = KvNeed.of(request, model).pages()
                * model.kvGeometry(KvFormat.F32).pageBytes();
        Generator generator = keep(new Generator(model, 64, 2 * need));
        try (LiveBatch batch = open(generator, GIB)) {
            for (int kind = 1; kind <= 5; kind++) {
                Request other = request(model, 0, 29, kind).build();
                assertThat(run(batch, other).reusedTokens()).isZero();
                assertThat(batch.census().prefixBytes()).isPositive().isLessThanOrEqualTo(2 * need);
            }
            assertThat(run(batch, request(model, 0, 29, 5).build()).reusedTokens())
                    .isEqualTo(28);
        }
        try (LiveBatch batch = open(generator, need / 2)) {
            run(batch, request);
            assertThat(batch.census().prefixBytes()).isZero();
        }
        try (LiveBatch batch = open(generator, 0)) {
            run(batch, request);
            assertThat(run(batch, request).reusedTokens()).isZero();
        }
        assertThat(generator.kvBytes()).isZero();
    }
}
