package dev.muninn.eval.harness.run;

import java.util.Comparator;

/**
 * How a model thinks while it is asked: a point on every axis of a run.
 *
 * @param weights the format of the weights in memory; empty for as they are stored
 * @param recurrences of a token, at most
 * @param exit the exit criterion, {@code none} for full depth
 * @param slots where keys and values live, {@code full} unless asked otherwise
 */
public record Setting(String weights, int recurrences, String exit, String slots) implements Comparable<Setting> {
    public static final String STORED = "";
    public static final String NO_EXIT = "none";
    public static final String FULL = "full";

    private static final Comparator<Setting> ORDER =
            Comparator.comparing(Setting::axes).thenComparingInt(Setting::recurrences);

    /** The plainest setting at a depth. */
    public static Setting at(int recurrences) {
        return new Setting(STORED, recurrences, NO_EXIT, FULL);
    }

    /** Whether every token gets all recurrences, each with a slot of its own: where one pass gives every depth. */
    public boolean plain() {
        return exit.equals(NO_EXIT) && slots.equals(FULL);
    }

    /** What differs from a plain run but the depth; empty for nothing. */
    public String axes() {
        StringBuilder axes = new StringBuilder();
        append(axes, weights);
        append(axes, exit.equals(NO_EXIT) ? "" : "exit " + exit);
        append(axes, slots.equals(FULL) ? "" : "kv " + slots);
        return axes.toString();
    }

    private static void append(StringBuilder axes, String part) {
        if (!part.isEmpty()) {
            axes.append(axes.isEmpty() ? "" : ", ").append(part);
        }
    }

    /** As tables and files call it, such as {@code r=8} or {@code r=8, exit kl:0.001}. */
    public String label() {
        return "r=" + recurrences + (axes().isEmpty() ? "" : ", " + axes());
    }

    @Override
    public int compareTo(Setting other) {
        return ORDER.compare(this, other);
    }
}
