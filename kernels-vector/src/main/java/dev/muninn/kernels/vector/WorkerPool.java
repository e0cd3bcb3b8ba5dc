package dev.muninn.kernels.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the units of one task at a time. Handing over allocates nothing and, within a matmul or two of the
 * previous task, wakes nobody: workers spin for a moment before they park. One caller at a time.
 */
final class WorkerPool implements AutoCloseable {
    /** Work in numbered units that may run in any order and on any thread. */
    interface Task {
        /** {@code thread} is in {@code 0 .. threads}, for scratch space; the caller is 0. */
        void unit(int unit, int thread);
    }

    /** How long an idle worker spins: longer than the gaps between the matmuls of a forward pass. */
    private static final long SPIN_NANOS = 50_000;

    private static final int SPINS = 2_000;
    private static final Task NONE = (unit, thread) -> {};

    /** Round in the upper half, then an open bit, then the number of workers inside. */
    private final AtomicLong gate = new AtomicLong();

    private final AtomicInteger nextUnit = new AtomicInteger();
    private final Worker[] workers;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;
    // published by the gate
    private Task task = NONE;
    private int units;

    private static final long ROUND = 1L << 32;
    private static final long OPEN = 1L << 31;
    private static final long INSIDE = OPEN - 1;

    WorkerPool(int threads) {
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].start();
        }
    }

    int threads() {
        return workers.length + 1;
    }

    /** Runs all units and returns when the last has ended; throws what a unit threw. */
    @SuppressWarnings("ThreadPriorityCheck") // a yield to a worker that lost its core
    void run(Task task, int units) {
        if (workers.length == 0 || units == 1) {
            runAlone(task, units);
            return;
        }
        this.task = task;
        this.units = units;
        failure = null;
        nextUnit.set(0);
        gate.set((gate.get() & -ROUND) + ROUND + OPEN);
        for (Worker worker : workers) {
            if (worker.parked) {
                LockSupport.unpark(worker);
            }
        }
        work(0);
        // no worker enters any more; those who never woke up are not waited for
        gate.getAndAdd(-OPEN);
        for (int spins = 0; (gate.get() & INSIDE) != 0; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // a worker lost its core: give it this one
            }
        }
        this.task = NONE;
        rethrow();
    }

    /** Runs all units on the caller's thread. */
    void runAlone(Task task, int units) {
        for (int unit = 0; unit < units; unit++) {
            task.unit(unit, 0);
        }
    }

    private void rethrow() {
        Throwable thrown = failure;
        switch (thrown) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }

    private void work(int thread) {
        try {
            for (int unit = nextUnit.getAndIncrement(); unit < units; unit = nextUnit.getAndIncrement()) {
                task.unit(unit, thread);
            }
        } catch (Throwable thrown) {
            failure = thrown;
            nextUnit.set(units);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
        for (Worker worker : workers) {
            boolean interrupted = false;
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Worker extends Thread {
        private final int index;
        private volatile boolean parked;

        Worker(int index) {
            super("muninn-vector-" + index);
            this.index = index;
            setDaemon(true);
        }

        @Override
        public void run() {
            long seen = 0;
            while (!closed) {
                long now = awaitRound(seen);
                seen = now & -ROUND;
                if (enter(now)) {
                    work(index);
                    gate.getAndDecrement();
                }
            }
        }

        /** Returns the gate once its round differs from {@code seen}, or on close. */
        private long awaitRound(long seen) {
            long since = System.nanoTime();
            long now = gate.get();
            for (int i = 0; (now & -ROUND) == seen && !closed; now = gate.get(), i++) {
                Thread.onSpinWait();
                if ((i & 63) == 63 && System.nanoTime() - since > SPIN_NANOS) {
                    parked = true;
                    // looked at again after the flag is up: a caller either sees the flag or has opened the gate by now
                    while ((gate.get() & -ROUND) == seen && !closed) {
                        LockSupport.park(WorkerPool.this);
                    }
                    parked = false;
                    since = System.nanoTime();
                }
            }
            return now;
        }

        /** Steps in, if the round {@code now} belongs to is still open. */
        private boolean enter(long now) {
            long expected = now;
            while ((expected & OPEN) != 0 && (expected & -ROUND) == (now & -ROUND)) {
                if (gate.compareAndSet(expected, expected + 1)) {
                    return true;
                }
                expected = gate.get();
            }
            return false;
        }
    }
}
