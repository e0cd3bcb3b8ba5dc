package dev.muninn.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.error.MuninnException;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.generate.Decoding;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Generator;
import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.generate.LiveBatch.Pace;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenListener;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.Sampling;
import dev.muninn.server.TinyModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests of many callers in one loop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class DepthSchedulerTest {
    private static final TokenListener ALL = token -> true;

    private Engine engine;

    @BeforeAll
    void load(@TempDir Path directory) throws IOException {
        engine = Engine.load(
                TinyModelFiles.model(directory),
                EngineOptions.defaults().withKernels("scalar").withThreads(1));
    }

    @AfterAll
    void close() {
        engine.close();
    }

    private DepthScheduler scheduler(int running, int waiting) {
        return new DepthScheduler(engine.generator(), new Limits(running, 16, 1 << 20, Pace.CONTINUOUS), waiting);
    }

    private static Request request(int i) {
        int[] prompt = new int[3 + i % 9];
        Arrays.setAll(prompt, p -> 40 + (p < 5 ? p : p * i % 50));
        Request.Builder request = Request.builder(prompt)
                .maxTokens(2 + i % 5)
                .recurrences(2 + 3 * i % 11)
                .seed(i % 2)
                .sampling(i % 3 == 0 ? Sampling.greedy() : Sampling.atTemperature(1));
        return switch (i % 4) {
            case 0 -> request.decoding(Decoding.Wavefront.DEFAULT).build();
            case 1 -> request.decoding(new Decoding.Speculative(1, 3)).build();
            case 2 ->
                request.exit(ExitPolicy.of(ExitSpec.parse("latent-diff:0.1"))).build();
            default -> request.build();
        };
    }

    private static Request endless() {
        return Request.builder(65).maxTokens(50).recurrences(4000).build();
    }

    private static String told(Generated generated) {
        return Arrays.toString(generated.tokenIds()) + Arrays.toString(generated.recurrences()) + generated.finish();
    }

    @Test
    void manyCallersGetWhatTheyWouldGetAlone() throws Exception {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            wanted.add(told(engine.generate(request(i))));
        }
        try (DepthScheduler scheduler = scheduler(20, 100);
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<Running>> accepted = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                Request request = request(i);
                accepted.add(callers.submit(() -> scheduler.submit(request, ALL)));
            }
            long tokens = 0;
            for (int i = 0; i < 64; i++) {
                Generated found = accepted.get(i).get().outcome().join();
                assertThat(told(found)).as("request %d", i).isEqualTo(wanted.get(i));
                tokens += found.tokens().size();
            }
            Snapshot after = settled(scheduler);
            assertThat(after.kvUsedBytes()).isZero();
            assertThat(after.rowsByDepth()).containsOnly(0);
            // drawn stop tokens are not told
            assertThat(after.tokens()).isEqualTo(tokens);
            assertThat(after.coreSteps()).isPositive().isLessThan(after.rowSteps());
            assertThat(after.kvLimitBytes()).isEqualTo(engine.generator().kvLimitBytes());
        }
        assertThat(engine.kvBytes()).isZero();
    }

    /** An outcome is told in a tick, the snapshot is taken after it. */
    private static Snapshot settled(DepthScheduler scheduler) throws InterruptedException {
        Snapshot snapshot = scheduler.snapshot();
        while (snapshot.running() + snapshot.waiting() > 0) {
            Thread.sleep(1);
            snapshot = scheduler.snapshot();
        }
        return snapshot;
    }

    @Test
    void aCancelledRequestTakesNoFurtherStep() throws Exception {
        try (DepthScheduler scheduler = scheduler(4, 4)) {
            Running left = scheduler.submit(endless(), ALL);
            AtomicReference<Snapshot> before = new AtomicReference<>();
            Request other = Request.builder(65).maxTokens(4).recurrences(1).build();
            Running stays = scheduler.submit(other, token -> {
                if (token.position() == 2) {
                    before.set(scheduler.snapshot()); // as of the tick before this one
                    left.cancel();
                }
                return true;
            });
            stays.outcome().join();
            left.outcome().join();
            long rowSteps = settled(scheduler).rowSteps() - before.get().rowSteps();
            // Both in the tick of the cancel, then two more of the other.
            assertThat(rowSteps).isEqualTo(2 + 2);
        }
        assertThat(engine.kvBytes()).isZero();
    }

    @Test
    void tooManyAreToldWhenToComeBack() throws Exception {
        try (DepthScheduler scheduler = scheduler(1, 2)) {
            CountDownLatch begun = new CountDownLatch(1);
            List<Running> accepted = new ArrayList<>();
            accepted.add(scheduler.submit(
                    Request.builder(65).maxTokens(50).recurrences(1).build(), token -> {
                        begun.countDown();
                        return true;
                    }));
            begun.await();
            accepted.getFirst().outcome().join();
            settled(scheduler);
            for (int i = 0; i < 3; i++) {
                accepted.add(scheduler.submit(endless(), ALL));
            }
            assertThatThrownBy(() -> scheduler.submit(request(1), ALL))
                    .isInstanceOfSatisfying(
                            Overloaded.class,
                            e -> assertThat(e.retryAfterSeconds()).isBetween(1, 60));
            assertThatThrownBy(() -> scheduler.forward(new int[] {65}, 1, StateInit.NOISE, 1, (p, l, s) -> {}))
                    .isInstanceOf(Overloaded.class);
            accepted.get(3).cancel();
            assertThatThrownBy(() -> accepted.get(3).outcome().join()).isInstanceOf(CancellationException.class);
            assertThat(scheduler.submit(endless(), ALL).outcome()).isNotDone();
        }
    }

    @Test
    void scoringSharesTheLoopAndCanBeGivenUp() throws Exception {
        int[] tokens = {65, 66, 67, 68, 69};
        List<float[]> wanted = new ArrayList<>();
        engine.forward(tokens, 3, StateInit.NOISE, 7, (position, logits, state) -> wanted.add(state.clone()));
        try (DepthScheduler scheduler = scheduler(4, 4)) {
            Running beside = scheduler.submit(endless(), ALL);
            List<float[]> found = new ArrayList<>();
            scheduler
                    .forward(tokens, 3, StateInit.NOISE, 7, (position, logits, state) -> found.add(state.clone()))
                    .join();
            assertThat(found).usingRecursiveComparison().isEqualTo(wanted);
            assertThat(beside.outcome()).isNotDone();
            CompletableFuture<Void> given = scheduler.forward(tokens, 100_000, StateInit.NOISE, 7, (p, l, s) -> {});
            given.cancel(false);
            beside.cancel();
            assertThat(settled(scheduler).kvUsedBytes()).isZero();
            assertThatThrownBy(() -> scheduler.forward(new int[] {-1}, 1, StateInit.NOISE, 1, (p, l, s) -> {}))
                    .isInstanceOf(MuninnException.class);
        }
    }

    @Test
    void whatNeverFitsIsRefusedAtOnce() {
        Limits limits = new Limits(4, 16, 0, Pace.CONTINUOUS);
        try (Generator small = new Generator(engine.model(), 64, 1 << 20);
                DepthScheduler scheduler = new DepthScheduler(small, limits, 4)) {
            Request huge = Request.builder(65)
                    .maxTokens(Integer.MAX_VALUE)
                    .recurrences(1000)
                    .build();
            assertThatThrownBy(() -> scheduler.submit(huge, ALL))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("the KV cache is too small")
                    .hasMessageContaining("--kv latest+ring:1");
        }
    }

    @Test
    void closingTellsEverybody() {
        DepthScheduler scheduler = scheduler(1, 4);
        Running running = scheduler.submit(endless(), ALL);
        Running waiting = scheduler.submit(endless(), ALL);
        scheduler.close();
        scheduler.close();
        assertThat(running.outcome()).isDone();
        assertThatThrownBy(() -> waiting.outcome().join()).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> scheduler.submit(request(1), ALL)).isInstanceOf(Overloaded.class);
        running.cancel();
        assertThat(engine.kvBytes()).isZero();
    }
}
