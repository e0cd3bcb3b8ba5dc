package dev.muninn.cli;

import dev.muninn.locate.FetchListener;
import org.jspecify.annotations.Nullable;

/** How a model comes: on a terminal a line with share, speed and the time that is left; elsewhere a line at the start and the end. */
final class FetchProgress implements FetchListener, AutoCloseable {
    /** Speed is that of the last seconds: connections come and go. */
    private static final double WINDOW_NANOS = 5e9;

    private final boolean quiet;
    private final long start = System.nanoTime();
    private @Nullable Progress line;
    private String model = "";
    private long total;
    private long bytes;
    private long had = -1;
    private long windowStart = start;
    private long windowBytes;
    private double speed;

    FetchProgress(boolean quiet) {
        this.quiet = quiet;
    }

    @Override
    public void planned(String name, int files, long size) {
        model = name;
        total = size;
        line = new Progress("fetching " + name, quiet);
        if (!Progress.onTerminal()) {
            note("fetching " + name + ": " + files + (files == 1 ? " file, " : " files, ") + Units.bytes(size));
        }
    }

    @Override
    public void received(long count) {
        if (had < 0) {
            had = count; // of an earlier try, which says nothing about speed
            windowBytes = count;
        }
        bytes = count;
        long now = System.nanoTime();
        double nanos = now - windowStart;
        if (nanos > WINDOW_NANOS || speed == 0 && nanos > WINDOW_NANOS / 10) {
            speed = Math.max(0, (count - windowBytes) / nanos * 1e9);
            windowStart = now;
            windowBytes = count;
        }
        Progress shown = line;
        if (shown != null) {
            shown.show(this::text);
        }
    }

    private String text() {
        String share = 100 * bytes / Math.max(1, total) + " % of " + Units.bytes(total);
        return speed == 0
                ? share
                : share + ", " + Units.bytes((long) speed) + "/s, " + Units.duration((long) ((total - bytes) / speed))
                        + " left";
    }

    @Override
    public void note(String text) {
        if (!quiet) {
            System.err.println("muninn: " + text);
        }
    }

    @Override
    public void close() {
        Progress shown = line;
        if (shown != null) {
            shown.close();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (bytes >= total) {
                note("fetched " + model + ": " + Units.bytes(total) + " in " + Units.duration(Math.round(seconds))
                        + ", "
                        + Units.bytes(Math.round((bytes - Math.max(0, had)) / Math.max(seconds, 1e-3))) + "/s"
                        + (had > 0 ? " (" + Units.bytes(had) + " were here from an earlier try)" : ""));
            }
        }
    }
}
