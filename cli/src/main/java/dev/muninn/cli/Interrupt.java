package dev.muninn.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C: the first one asks the running command to end with what it has; the JVM waits a little for it. Commands that keep no
 * promise just end.
 */
final class Interrupt {
    /** What shells report for a program ended by SIGINT. */
    static final int STATUS = 130;

    private static final long PATIENCE_SECONDS = 10;
    private static final AtomicBoolean REQUESTED = new AtomicBoolean();
    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    private Interrupt() {}

    /** From here on Ctrl-C is a request that the caller looks at. */
    static void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(Interrupt::request, "interrupt"));
    }

    private static void request() {
        if (FINISHED.getCount() == 0) {
            return;
        }
        REQUESTED.set(true);
        try {
            boolean inTime = FINISHED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("muninn: the command did not end in " + PATIENCE_SECONDS + " s, stopping it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static boolean requested() {
        return REQUESTED.get();
    }

    /** The command has ended. */
    static void finished() {
        FINISHED.countDown();
    }
}
