package dev.muninn.cli;

/** Recurrences as colours, from blue (shallow) to red (deep): of 256, middling ones that show on light and dark alike. */
final class DepthColours {
    private static final int[] RAMP = {33, 37, 35, 70, 106, 142, 172, 166, 160};

    private final int most;

    /** Colours for 1 to {@code most} recurrences; deeper ones are as red as it gets. */
    DepthColours(int most) {
        this.most = most;
    }

    /** The style of a token that took {@code recurrences}. */
    String style(int recurrences) {
        return "38;5;" + RAMP[step(recurrences)];
    }

    /** Every depth its own shade while there are enough, the deepest the reddest; then equal shares. */
    private int step(int recurrences) {
        long shade = most <= RAMP.length
                ? (recurrences - 1L) * (RAMP.length - 1) / Math.max(1, most - 1)
                : (recurrences - 1L) * RAMP.length / most;
        return Math.clamp(shade, 0, RAMP.length - 1);
    }

    /** Prints which depth has which colour. */
    void legend(ChatConsole console) {
        console.print("recurrences a token:", ChatConsole.DIM);
        int shade = -1;
        for (int recurrences = 1; recurrences <= most; recurrences++) {
            if (step(recurrences) != shade) {
                shade = step(recurrences);
                console.print(" ", ChatConsole.PLAIN);
                console.print("■ " + recurrences, style(recurrences));
            }
        }
        console.print("\n", ChatConsole.PLAIN);
    }
}
