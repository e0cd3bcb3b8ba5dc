package dev.muninn.cli.bench;

import java.util.Arrays;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Several measurements of one thing, in seconds or another unit. The median is the number, minimum and maximum say how noisy it was. */
public record Spread(double min, double median, double max, int samples) {
    public static Spread of(double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1], sorted.length);
    }

    /** How often {@code work} must run to last as long as a sample should; it is warm afterwards. */
    static long repeats(Runnable work, Effort effort) {
        return Math.max(1, effort.sampleNanos() / Math.max(1, warmUp(work, effort.warmupNanos())));
    }

    /** Seconds a run, over {@code repeats} runs. */
    static double sample(Runnable work, long repeats) {
        long from = System.nanoTime();
        for (long i = 0; i < repeats; i++) {
            work.run();
        }
        return (System.nanoTime() - from) / 1e9 / repeats;
    }

    /** Nanoseconds of the last run. */
    private static long warmUp(Runnable work, long nanos) {
        long start = System.nanoTime();
        long last;
        do {
            long from = System.nanoTime();
            work.run();
            last = System.nanoTime() - from;
        } while (System.nanoTime() - start < nanos);
        return last;
    }

    /** In milliseconds, or microseconds where those are more readable. */
    String text() {
        boolean micros = median < 1e-3;
        double factor = micros ? 1e6 : 1e3;
        return String.format(
                Locale.ROOT,
                "median %.2f %s (min %.2f, max %.2f, %d samples)",
                median * factor,
                micros ? "us" : "ms",
                min * factor,
                max * factor,
                samples);
    }

    void writeMillis(ObjectNode json) {
        json.put("medianMillis", median * 1e3);
        json.put("minMillis", min * 1e3);
        json.put("maxMillis", max * 1e3);
        json.put("samples", samples);
    }
}
