package dev.muninn.tokenizer;

import static dev.muninn.error.MuninnException.require;

import java.util.Arrays;
import java.util.List;

/**
 * Ends a text before the first stop string that completes in it, however the text is cut into pieces. Text that may be the
 * beginning of a stop string is held back until that is decided. If two complete at the same character, the longer one counts.
 *
 * <p>Each stop string is matched by the automaton of Knuth, Morris and Pratt (1977), so work per character does not depend on how
 * long the stop strings are. For one text; not safe for use from several threads.
 */
public final class StopStrings {
    private final String[] stops;
    private final int[][] borders;
    private final int[] matched;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    public StopStrings(List<String> stops) {
        this.stops = stops.toArray(String[]::new);
        this.borders = new int[this.stops.length][];
        this.matched = new int[this.stops.length];
        for (int s = 0; s < this.stops.length; s++) {
            require(
                    !this.stops[s].isEmpty(),
                    "stop string %s is empty; a stop string needs at least one character",
                    s + 1);
            borders[s] = borders(this.stops[s]);
        }
    }

    /** Adds {@code piece} and returns the text that is certainly part of the output; nothing once stopped. */
    public String accept(String piece) {
        if (stopped || piece.isEmpty()) {
            return "";
        }
        int longest = 0;
        for (int i = 0; i < piece.length(); i++) {
            held.append(piece.charAt(i));
            longest = advance(piece.charAt(i));
            if (stopped) {
                break;
            }
        }
        String safe = held.substring(0, held.length() - longest);
        held.delete(0, stopped ? held.length() : safe.length());
        return safe;
    }

    /** Whether a stop string has completed. */
    public boolean stopped() {
        return stopped;
    }

    /** The text held back, for when the text ends; nothing if a stop string has completed. */
    public String flush() {
        String rest = held.toString();
        held.setLength(0);
        Arrays.fill(matched, 0);
        return rest;
    }

    /** Feeds {@code c} to every automaton; the longest match now, of complete stop strings if there are any. */
    private int advance(char c) {
        int partial = 0;
        int complete = 0;
        for (int s = 0; s < stops.length; s++) {
            int length = matched[s];
            while (length > 0 && stops[s].charAt(length) != c) {
                length = borders[s][length - 1];
            }
            if (stops[s].charAt(length) == c) {
                length++;
            }
            matched[s] = length;
            partial = Math.max(partial, length);
            if (length == stops[s].length()) {
                complete = Math.max(complete, length);
            }
        }
        stopped = complete > 0;
        return stopped ? complete : partial;
    }

    /** For each end, the length of the longest proper prefix that is also a suffix there. */
    private static int[] borders(String text) {
        int[] borders = new int[text.length()];
        int length = 0;
        for (int i = 1; i < text.length(); i++) {
            while (length > 0 && text.charAt(i) != text.charAt(length)) {
                length = borders[length - 1];
            }
            if (text.charAt(i) == text.charAt(length)) {
                length++;
            }
            borders[i] = length;
        }
        return borders;
    }
}
