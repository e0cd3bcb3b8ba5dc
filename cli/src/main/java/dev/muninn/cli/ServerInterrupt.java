package dev.muninn.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for Ctrl-C or SIGTERM; the JVM then waits until this is closed, a little longer than a drain may take. */
final class ServerInterrupt implements AutoCloseable {
    private static final int MARGIN_SECONDS = 10;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    private ServerInterrupt(int drainSeconds) {
        this.hook = new Thread(() -> request(drainSeconds), "server-interrupt");
    }

    static ServerInterrupt listen(int drainSeconds) {
        ServerInterrupt interrupt = new ServerInterrupt(drainSeconds);
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    private void request(int drainSeconds) {
        requested.countDown();
        try {
            boolean inTime = finished.await(drainSeconds + MARGIN_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("muninn: the server did not end in time, stopping it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the process is asked to end. */
    void await() {
        try {
            requested.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, and has called the hook
        }
    }
}
