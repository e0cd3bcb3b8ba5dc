package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.exit.ExitCriterion;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.generate.LiveBatch.Pace;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Requests that come and go while the loop runs: each as if alone, none at another's cost. */
class LiveBatchTest extends EngineFixture {
    private static final String[] SLOTS = {"full", "latest", "last", "latest+ring:2", "anchored:2"};
    private static final TokenListener ALL = token -> true;

    @Override
    protected Kernels kernels(int threads) {
        return new ScalarKernels();
    }

    private static Limits limits(int running, int promptRows) {
        return new Limits(running, promptRows, 0, Pace.CONTINUOUS);
    }

    /** Request {@code i} of many: depths, lengths, exits, policies, formats, draws and ways of decoding take turns. */
    private static Request mixed(RecurrentModel model, int i) {
        Request.Builder request = Request.builder(prompt(model, 1 + i * 7 % 23))
                .maxTokens(1 + i % 7)
                .recurrences(2 + i * 5 % 8)
                .seed(i)
                .kvFormat(i % 3 == 0 ? KvFormat.BF16 : KvFormat.F32)
                .sampling(i % 2 == 0 ? Sampling.greedy() : Sampling.atTemperature(1));
        return switch (i % 4) {
            case 0 ->
                request.decoding(new Decoding.Wavefront(2, 1, 5, 0.1, 0.2, 0.05))
                        .build();
            case 1 -> request.decoding(new Decoding.Speculative(1, 3)).build();
            case 2 ->
                request.slots(slots(SLOTS[i / 4 % SLOTS.length]))
                        .exit(exit("latent-diff:0.1"))
                        .build();
            default -> request.slots(slots(SLOTS[i / 4 % SLOTS.length])).build();
        };
    }

    private static void run(LiveBatch batch) {
        while (!batch.isEmpty()) {
            assertThat(batch.tick()).as("something runs").isTrue();
        }
    }

    private static Outcome outcome(LiveJob<Generated> job) {
        return Outcome.of(job.outcome().join());
    }

    private Outcome alone(RecurrentModel model, Request request) {
        return Outcome.of(generate(generator(model), request));
    }

    /** Prompts of 3 and 40 rows at depths 2 and 5, of which 16 move in a tick; then tokens. */
    @Test
    void inLockstepEveryRowStepsAsOftenAsTheDeepest() {
        RecurrentModel model = random(ODD_RAVEN);
        try (LiveBatch batch = generator(model).open(new Limits(9, 16, 0, Pace.LOCKSTEP))) {
            Request shallow = Request.builder(prompt(model, 3))
                    .maxTokens(4)
                    .recurrences(2)
                    .build();
            Request deep = Request.builder(prompt(model, 40))
                    .maxTokens(3)
                    .recurrences(5)
                    .build();
            batch.add(shallow, ALL);
            batch.add(deep, ALL);
            long most = 0;
            while (batch.tick()) {
                most = Math.max(most, batch.census().rowSteps());
            }
            long prompts = (3 + 40) * 5;
            long both = 2 * 2 * 5;
            long shallowAlone = 2;
            assertThat(most).isEqualTo(prompts + both + shallowAlone);
        }
    }

    @Test
    void amongSixtyFourIsAsAlone() {
        RecurrentModel model = random(ODD_RAVEN);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            requests.add(mixed(model, i));
        }
        List<Outcome> wanted =
                requests.stream().map(request -> alone(model, request)).toList();
        for (Pace pace : Pace.values()) {
            Generator generator = generator(model, 13);
            try (LiveBatch batch = generator.open(new Limits(40, 11, GIB, pace))) {
                List<LiveJob<Generated>> jobs = new ArrayList<>();
                List<LiveJob<Generated>> leaving = new ArrayList<>();
                for (Request request : requests) { // they come one by one, and some leave
                    jobs.add(batch.add(request, ALL));
                    leaving.add(batch.add(request, ALL));
                    batch.tick();
                    if (leaving.size() > 5) {
                        batch.cancel(leaving.removeFirst());
                    }
                }
                run(batch);
                assertThat(jobs.stream().map(LiveBatchTest::outcome)).isEqualTo(wanted);
                assertThat(batch.census().runningBytes()).isZero();
            }
            assertThat(generator.kvBytes()).isZero();
        }
    }

    @Test
    void whoIsCancelledTakesNoFurtherStep() {
        RecurrentModel model = random(ODD_RAVEN);
        Request endless = Request.builder(prompt(model, 9))
                .recurrences(5000)
                .maxTokens(50)
                .build();
        Request ring = Request.builder(prompt(model, 9))
                .recurrences(5000)
                .slots(slots("ring:1"))
                .build();
        Generator generator = generator(model);
        try (LiveBatch batch = generator.open(limits(2, 64))) {
            LiveJob<Generated> first = batch.add(ring, ALL);
            LiveJob<Generated> second = batch.add(ring, ALL);
            LiveJob<Generated> third = batch.add(endless, ALL);
            batch.tick();
            batch.tick();
            Census before = batch.census();
            assertThat(before.running()).isEqualTo(2);
            assertThat(before.waiting()).isEqualTo(1);
            assertThat(before.rowsByDepth()).containsExactly(0, 0, 18);
            assertThat(before.coreSteps()).isEqualTo(2);
            assertThat(before.rowSteps()).isEqualTo(36);
            batch.cancel(first);
            assertThat(first.outcome().join().finish()).isEqualTo(Finish.LISTENER);
            assertThat(first.outcome().join().tokens()).isEmpty();
            batch.cancel(third);
            assertThatThrownBy(() -> third.outcome().join()).isInstanceOf(CancellationException.class);
            assertThat(batch.census().runningBytes()).isEqualTo(before.runningBytes() / 2);
            batch.tick();
            assertThat(batch.census().rowSteps()).isEqualTo(45);
            batch.cancel(second);
            batch.cancel(second);
            assertThat(batch.isEmpty()).isTrue();
            assertThat(batch.tick()).isFalse();
            assertThat(batch.census().coreSteps()).isEqualTo(3);
            assertThat(generator.kvBytes()).isZero();
        }
    }

    @Test
    void aListenerMayCancelOthersAndItself() {
        RecurrentModel model = random(ODD_RAVEN);
        Request request =
                Request.builder(prompt(model, 4)).recurrences(3).maxTokens(20).build();
        Generator generator = generator(model);
        try (LiveBatch batch = generator.open(limits(9, 64))) {
            List<LiveJob<Generated>> jobs = new ArrayList<>();
            TokenListener listener = token -> {
                if (token.position() == 6) {
                    jobs.forEach(batch::cancel);
                }
                return true;
            };
            jobs.add(batch.add(request, listener));
            jobs.add(batch.add(request, ALL));
            run(batch);
            assertThat(jobs).allSatisfy(job -> {
                assertThat(job.outcome().join().finish()).isEqualTo(Finish.LISTENER);
                assertThat(job.outcome().join().tokens()).hasSize(3);
            });
            assertThat(generator.kvBytes()).isZero();
        }
    }

    /** An exit criterion that breaks at its third question. */
    private record Breaking() implements ExitCriterion {
        @Override
        public Tracker newTracker() {
            return new Tracker() {
                private int asked;

                @Override
                public void begin(LatentStates states) {}

                @Override
                public boolean reached(LatentStates states, Readout readout) {
                    if (++asked == 3) {
                        throw new IllegalStateException("a criterion's own");
                    }
                    return false;
                }

                @Override
                public double value() {
                    return asked;
                }
            };
        }

        @Override
        public String describe() {
            return "breaking";
        }
    }

    @Test
    void whatBreaksEndsAlone() {
        RecurrentModel model = random(ODD_RAVEN);
        Request request = mixed(model, 7);
        Outcome wanted = alone(model, request);
        Generator generator = generator(model);
        try (LiveBatch batch = generator.open(limits(9, 64))) {
            LiveJob<Generated> before = batch.add(request, ALL);
            LiveJob<Generated> listening = batch.add(request, token -> {
                throw new AssertionError("a listener's own");
            });
            LiveJob<Generated> exiting = batch.add(
                    Request.builder(prompt(model, 5))
                            .recurrences(9)
                            .exit(ExitPolicy.of(new Breaking()))
                            .build(),
                    ALL);
            LiveJob<Integer> scoring =
                    batch.add(new Scoring(prompt(model, 9), 3, StateInit.NOISE, 1, (position, logits, state) -> {
                        throw new IllegalStateException("a visitor's own");
                    }));
            LiveJob<Generated> after = batch.add(request, ALL);
            run(batch);
            assertThat(outcome(before)).isEqualTo(wanted);
            assertThat(outcome(after)).isEqualTo(wanted);
            for (LiveJob<?> broken : List.of(listening, exiting, scoring)) {
                assertThatThrownBy(() -> broken.outcome().join())
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .hasMessageEndingWith("'s own");
            }
            assertThat(generator.kvBytes()).isZero();
        }
    }

    @Test
    void whoDoesNotFitWaitsAndNobodyIsStopped() {
        RecurrentModel model = random(ODD_RAVEN);
        Request small =
                Request.builder(prompt(model, 10)).maxTokens(9).recurrences(4).build();
        Request half = Request.builder(prompt(model, 10))
                .maxTokens(9)
                .recurrences(4)
                .kvFormat(KvFormat.BF16)
                .build();
        long pages = KvNeed.of(small, model).pages();
        long page = model.kvGeometry(KvFormat.F32).pageBytes();
        assertThat(pages).isEqualTo(2 * 6); // 18 positions; prelude, four recurrences, coda
        // Room for two in f32, for four in bf16.
        Generator generator = keep(new Generator(model, 64, (2 * pages + 3) * page));
        try (LiveBatch batch = generator.open(limits(99, 64))) {
            assertThatThrownBy(() -> batch.add(
                            Request.builder(prompt(model, 10))
                                    .maxTokens(40)
                                    .recurrences(40)
                                    .build(),
                            ALL))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("the KV cache is too small");
            List<LiveJob<Generated>> jobs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                jobs.add(batch.add(small, ALL));
                jobs.add(batch.add(half, ALL));
            }
            batch.tick();
            assertThat(batch.census().running()).isEqualTo(2);
            assertThat(batch.census().waiting()).isEqualTo(4);
            run(batch);
            Outcome wanted = alone(model, small);
            Outcome wantedHalf = alone(model, half);
            for (int i = 0; i < 3; i++) {
                assertThat(outcome(jobs.get(2 * i))).isEqualTo(wanted);
                assertThat(outcome(jobs.get(2 * i + 1))).isEqualTo(wantedHalf);
            }
            assertThat(generator.kvBytes()).isZero();
        }
    }

    @Test
    void aLongPromptDoesNotHoldUpTokens() {
        RecurrentModel model = random(ODD_RAVEN);
        Request talking =
                Request.builder(prompt(model, 2)).maxTokens(60).recurrences(2).build();
        Request reading =
                Request.builder(prompt(model, 50)).maxTokens(3).recurrences(6).build();
        Outcome wanted = alone(model, reading);
        int[] tokensBefore = new int[1];
        int[] seen = new int[1];
        try (LiveBatch batch = generator(model).open(limits(9, 8))) {
            LiveJob<Generated> talks = batch.add(talking, token -> seen[0]++ >= 0);
            batch.tick();
            LiveJob<Generated> reads = batch.add(reading, token -> {
                tokensBefore[0] = tokensBefore[0] == 0 ? seen[0] : tokensBefore[0];
                return true;
            });
            while (!batch.isEmpty()) {
                long before = batch.census().rowSteps();
                batch.tick();
                assertThat(batch.census().rowSteps() - before).isLessThanOrEqualTo(1 + 8);
            }
            // 7 ticks for each recurrence of the prompt, each of them half a token
            assertThat(tokensBefore[0]).isGreaterThan(20);
            assertThat(outcome(reads)).isEqualTo(wanted);
            assertThat(outcome(talks)).isEqualTo(alone(model, talking));
        }
    }

    @Test
    void severalPromptsShareTheRoom() {
        RecurrentModel model = random(ODD_RAVEN);
        try (LiveBatch batch = generator(model).open(limits(9, 4))) {
            LiveJob<Generated> slow = batch.add(
                    Request.builder(prompt(model, 60))
                            .recurrences(8)
                            .maxTokens(1)
                            .build(),
                    ALL);
            LiveJob<Generated> quick = batch.add(
                    Request.builder(prompt(model, 4))
                            .recurrences(2)
                            .maxTokens(1)
                            .build(),
                    ALL);
            for (int tick = 0; tick < 12 && !quick.outcome().isDone(); tick++) {
                batch.tick();
            }
            assertThat(quick.outcome()).isDone();
            assertThat(slow.outcome()).isNotDone();
            run(batch);
        }
    }

    @Test
    void aScoringIsAForwardPass() {
        for (RecurrentModel model : List.of(random(ODD_RAVEN), ouro(), random(CONVOLVED_RAVEN))) {
            int[] tokens = prompt(model, 37);
            ForwardPass wanted = ForwardPass.run(model, tokens, 5, StateInit.NOISE, 3, null, 64);
            int vocab = model.config().vocab();
            int width = model.config().width();
            try (LiveBatch batch = generator(model).open(limits(9, 10))) {
                LiveJob<Generated> beside = batch.add(mixed(model, 3), ALL);
                LiveJob<Integer> scoring =
                        batch.add(new Scoring(tokens, 5, StateInit.NOISE, 3, (position, logits, state) -> {
                            assertThat(Arrays.copyOf(logits, vocab))
                                    .isEqualTo(Arrays.copyOfRange(
                                            wanted.logits(), position * vocab, (position + 1) * vocab));
                            assertThat(state)
                                    .isEqualTo(Arrays.copyOfRange(
                                            wanted.states(), position * width, (position + 1) * width));
                        }));
                run(batch);
                assertThat(scoring.outcome().join()).isEqualTo(37);
                assertThat(outcome(beside)).isEqualTo(alone(model, mixed(model, 3)));
                assertThatThrownBy(() ->
                                batch.add(new Scoring(new int[] {1, vocab}, 5, StateInit.NOISE, 3, (p, l, s) -> {})))
                        .isInstanceOf(MuninnException.class);
            }
        }
    }
}
