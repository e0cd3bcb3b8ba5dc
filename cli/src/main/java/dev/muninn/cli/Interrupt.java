package dev.muninn.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C, or a request of the system to end: while this is open, the first one asks the command to end with what it has, and
 * the JVM waits a little for it. Commands that keep no promise just end.
 */
final class Interrupt implements StopRequest {
    /** What shells report for a program ended by SIGINT. */
    static final int STATUS = 130;

    private static final long PATIENCE_SECONDS = 10;

    private final AtomicBoolean requested = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "interrupt");

    private Interrupt() {}

    /** From here on Ctrl-C is a request that the caller looks at. */
    static Interrupt listen() {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    private void request() {
        requested.set(true);
        try {
            boolean inTime = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("muninn: the command did not end in " + PATIENCE_SECONDS + " s, stopping it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean requested() {
        return requested.get();
    }

    /** The exit status of a command that has done what it could. */
    int status() {
        return requested() ? STATUS : 0;
    }

    /** The command has said all it has to say; if the JVM is ending, it ends now. */
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
