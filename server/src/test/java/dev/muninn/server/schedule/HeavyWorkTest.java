package dev.muninn.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HeavyWorkTest {
    private static final long MIB = 1 << 20;
    /** The common pool has as few threads as the machine has processors. */
    private static final Executor CALLERS = task -> Thread.ofVirtual().start(task);

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Work that holds the only thread until it is let go. */
    private static CompletableFuture<String> hold(HeavyWork work, CountDownLatch go) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> held = CompletableFuture.supplyAsync(
                () -> work.run(MIB, () -> {
                    begun.countDown();
                    await(go);
                    return Thread.currentThread().getName();
                }),
                CALLERS);
        begun.await();
        return held;
    }

    @Test
    void longWorkHasThreadsOfItsOwnAndShortWorkDoesNotWaitForIt() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        try (HeavyWork work = new HeavyWork(1, 10)) {
            CompletableFuture<String> held = hold(work, go);
            Thread mine = Thread.currentThread();
            assertThat(work.run(100, Thread::currentThread)).isSameAs(mine);
            go.countDown();
            assertThat(held.join()).startsWith("heavy-work-");
        }
    }

    @Test
    void shorterTextsComeFirst() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        List<Long> order = new CopyOnWriteArrayList<>();
        try (HeavyWork work = new HeavyWork(1, 10)) {
            CompletableFuture<String> held = hold(work, go);
            List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
            for (long size : new long[] {8 * MIB, 4 * MIB, 1 * MIB, MIB / 8}) {
                int before = work.waiting();
                waiting.add(CompletableFuture.supplyAsync(() -> work.run(size, () -> order.add(size)), CALLERS));
                while (work.waiting() == before) {
                    Thread.yield();
                }
            }
            go.countDown();
            waiting.forEach(CompletableFuture::join);
            held.join();
        }
        assertThat(order).containsExactly(MIB / 8, MIB, 4 * MIB, 8 * MIB);
    }

    @Test
    void moreThanMayWaitIsRefusedAndNothingElseIsLost() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        try (HeavyWork work = new HeavyWork(1, 1)) {
            CompletableFuture<String> held = hold(work, go);
            CompletableFuture<Integer> waits = CompletableFuture.supplyAsync(() -> work.run(MIB, () -> 7), CALLERS);
            while (work.waiting() == 0) {
                Thread.yield();
            }
            assertThatThrownBy(() -> work.run(MIB, () -> 8)).isInstanceOf(Overloaded.class);
            go.countDown();
            held.join();
            assertThat(waits.join()).isEqualTo(7);
            assertThat(work.run(MIB, () -> 9)).isEqualTo(9);
        }
    }

    @Test
    void whatWorkThrowsIsThrown() {
        try (HeavyWork work = new HeavyWork(1, 1)) {
            assertThatThrownBy(() -> work.run(MIB, () -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no");
        }
    }
}
