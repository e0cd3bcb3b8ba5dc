package dev.muninn.cli.bench;

import java.util.Arrays;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * A measurement held against its ceiling, sample by sample.
 *
 * @param time of one run
 * @param share of each sample's rate in the faster of the ceiling's passes just before and just after it
 */
record Held(Spread time, Spread share) {
    /** More than the whole, and what two clocks may disagree by. */
    private static final double MOST = 1.03;

    /** Measures {@code work}, which moves or computes {@code amount} a run, between passes of {@code ceiling}. */
    static Held measure(Runnable work, double amount, Effort effort, Ceiling ceiling) {
        long repeats = Spread.repeats(work, effort);
        double[] seconds = new double[effort.samples()];
        double[] shares = new double[effort.samples()];
        int count = 0;
        long start = System.nanoTime();
        double before = ceiling.now();
        while (count < seconds.length
                && (count < Effort.LEAST_SAMPLES || System.nanoTime() - start < effort.limitNanos())) {
            seconds[count] = Spread.sample(work, repeats);
            double after = ceiling.now();
            shares[count] = amount / seconds[count] / Math.max(before, after);
            before = after;
            count++;
        }
        return new Held(Spread.of(Arrays.copyOf(seconds, count)), Spread.of(Arrays.copyOf(shares, count)));
    }

    /** A share above the whole says that the ceiling was not one: no result, good or bad, follows from it. */
    boolean valid() {
        return share.median() <= MOST;
    }

    String text() {
        return String.format(
                Locale.ROOT, "%.2f of the ceiling (%.2f to %.2f)", share.median(), share.min(), share.max());
    }

    /** The share, or that it is none. */
    String judged() {
        return valid() ? text() : "INVALID, " + text() + ": measure again on a quiet machine";
    }

    void write(ObjectNode json, String key, boolean meaningful) {
        time.writeMillis(json);
        json.put(key, share.median());
        json.put(key + "Min", share.min());
        json.put(key + "Max", share.max());
        json.put(key + "Valid", meaningful && valid());
    }
}
