package dev.muninn.cli;

import java.io.PrintStream;

/** Standard output that notices when nobody reads it. */
final class Output {
    private final PrintStream out = System.out;

    /** Prints at once, for text that streams. */
    void print(String text) {
        out.print(text);
        flush();
    }

    void println(String text) {
        out.println(text);
        flush();
    }

    private void flush() {
        out.flush();
        if (out.checkError()) {
            throw new ClosedPipe();
        }
    }
}
