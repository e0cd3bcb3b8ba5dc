package dev.muninn.cli;

import java.io.PrintStream;

/** Standard output that notices when nobody reads it, and whose terminal does not obey what a model writes. */
final class Output {
    private final PrintStream out = System.out;
    private final boolean terminal = Progress.onTerminal();

    /** Prints at once, for text that streams. */
    void print(String text) {
        out.print(shown(text));
        flush();
    }

    void println(String text) {
        out.println(shown(text));
        flush();
    }

    private String shown(String text) {
        return terminal ? Printable.of(text) : text;
    }

    private void flush() {
        out.flush();
        if (out.checkError()) {
            throw new ClosedPipe();
        }
    }
}
