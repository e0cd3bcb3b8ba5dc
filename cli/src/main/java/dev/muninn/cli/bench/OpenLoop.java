package dev.muninn.cli.bench;

import dev.muninn.generate.Generated;
import dev.muninn.generate.Generator;
import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.generate.Request;
import dev.muninn.server.schedule.DepthScheduler;
import dev.muninn.server.schedule.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** A load generator that never waits for an answer: requests come when they are due. */
final class OpenLoop {
    private OpenLoop() {}

    /**
     * Runs {@code load} once on a scheduler of its own, into {@code tally}.
     *
     * @param perSecond requests a second on average; infinite for all at once
     * @return the tokens of each answer
     */
    static List<int[]> run(Generator generator, Limits limits, ServeLoad load, double perSecond, ServeTally tally) {
        DepthScheduler scheduler =
                new DepthScheduler(generator, limits, load.requests().size());
        try (scheduler) {
            long[] arrivals = load.arrivals(perSecond);
            List<CompletableFuture<Generated>> answers = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < arrivals.length; i++) {
                long due = start + arrivals[i];
                awaitNanos(due);
                answers.add(submit(scheduler, load.requests().get(i), due, tally));
            }
            List<int[]> told =
                    answers.stream().map(answer -> answer.join().tokenIds()).toList();
            long nanos = System.nanoTime() - start;
            scheduler.close(); // the last step is counted after its answers are told
            tally.run(nanos, scheduler.snapshot());
            return told;
        }
    }

    /** The tally is written by the thread that computes, and read when all answers are there. */
    private static CompletableFuture<Generated> submit(
            DepthScheduler scheduler, Request request, long due, ServeTally tally) {
        Running running = scheduler.submit(request, token -> {
            if (token.position() == request.prompt().length) {
                tally.firstToken(System.nanoTime() - due);
            }
            return true;
        });
        return running.outcome().whenComplete((generated, failure) -> {
            if (failure == null) {
                tally.answer(generated.tokens().size(), System.nanoTime() - due);
            }
        });
    }

    private static void awaitNanos(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
