package dev.muninn.cli;

import java.io.Console;
import java.util.function.Supplier;

/** One line on standard error that says how far something is: nothing for the first second, and only on a terminal. */
final class Progress implements AutoCloseable {
    private static final long DELAY_NANOS = 1_000_000_000L;
    private static final long INTERVAL_NANOS = 200_000_000L;
    private static final int WIDTH = 100;

    private final String title;
    private final boolean silent;
    private final long start = System.nanoTime();
    private long lastShown;
    private boolean shown;

    Progress(String title, boolean quiet) {
        this.title = title;
        this.silent = quiet || !onTerminal();
    }

    /** Whether somebody watches. */
    @SuppressWarnings("SystemConsoleNull") // it is null in JDK 25 where there is no terminal
    static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Shows {@code text} beside the title and the seconds so far, if it is time to. Safe for several threads. */
    synchronized void show(Supplier<String> text) {
        long now = System.nanoTime();
        if (silent || now - start < DELAY_NANOS || now - lastShown < INTERVAL_NANOS) {
            return;
        }
        lastShown = now;
        shown = true;
        String line = title + ": " + text.get() + ", " + (now - start) / 1_000_000_000L + " s";
        System.err.print("\r" + (line.length() > WIDTH ? line.substring(0, WIDTH) : line) + "\033[K");
        System.err.flush();
    }

    /** Shows how far {@code done} of {@code total} is, and how long the rest will take at this pace. */
    void show(long done, long total, String what) {
        show(() -> {
            double seconds = (System.nanoTime() - start) / 1e9;
            long left = Math.round(seconds * (total - done) / Math.max(1, done));
            return 100 * done / Math.max(1, total) + " %, " + Units.duration(left) + " left, " + what;
        });
    }

    @Override
    public synchronized void close() {
        if (shown) {
            System.err.print("\r\033[K");
            System.err.flush();
        }
    }
}
