package dev.muninn.cli.bench;

import dev.muninn.server.schedule.Snapshot;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.node.ObjectNode;

/**
 * What clients saw of some runs under one load. Latencies count from the moment a request was meant to come, not from when it
 * could be sent: so a server that stalls is charged for whoever would have come meanwhile (no coordinated omission).
 */
final class ServeTally {
    private final Histogram firstToken = new Histogram(TimeUnit.HOURS.toNanos(10), 3);
    private final Histogram perToken = new Histogram(TimeUnit.HOURS.toNanos(10), 3);
    private long tokens;
    private long nanos;
    private long coreSteps;
    private long rowSteps;

    /** From any thread: the first token came {@code nanos} after its request was meant to. */
    synchronized void firstToken(long nanos) {
        firstToken.recordValue(nanos);
    }

    /** From any thread: all {@code count} tokens had come {@code nanos} after their request was meant to. */
    synchronized void answer(int count, long nanos) {
        perToken.recordValue(nanos / count);
        tokens += count;
    }

    /** From the start of a run to its last answer. */
    void run(long runNanos, Snapshot after) {
        nanos += runNanos;
        coreSteps += after.coreSteps();
        rowSteps += after.rowSteps();
    }

    double tokensPerSecond() {
        return tokens * 1e9 / nanos;
    }

    /** Answers a second, had every one {@code meanTokens}. */
    double answersPerSecond(double meanTokens) {
        return tokensPerSecond() / meanTokens;
    }

    /** Milliseconds a token, waiting and prompt included, that {@code percentile} of the requests stay below. */
    double normalised(double percentile) {
        return perToken.getValueAtPercentile(percentile) / 1e6;
    }

    private double firstTokenMillis(double percentile) {
        return firstToken.getValueAtPercentile(percentile) / 1e6;
    }

    private double rowsPerStep() {
        return (double) rowSteps / coreSteps;
    }

    String text(String name) {
        return String.format(
                Locale.ROOT,
                "  %-10s %9.1f %9.1f   %9.1f / %9.1f   %9.2f / %9.2f",
                name,
                tokensPerSecond(),
                rowsPerStep(),
                firstTokenMillis(50),
                firstTokenMillis(99),
                normalised(50),
                normalised(99));
    }

    void write(ObjectNode json) {
        json.put("tokensPerSecond", tokensPerSecond());
        json.put("rowsPerStep", rowsPerStep());
        json.put("coreSteps", coreSteps);
        json.put("rowSteps", rowSteps);
        json.put("firstTokenMillisP50", firstTokenMillis(50));
        json.put("firstTokenMillisP99", firstTokenMillis(99));
        json.put("millisPerTokenP50", normalised(50));
        json.put("millisPerTokenP99", normalised(99));
    }
}
