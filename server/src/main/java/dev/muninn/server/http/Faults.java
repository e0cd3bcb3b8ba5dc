package dev.muninn.server.http;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Faults in words, for the log. */
final class Faults {
    private static final int LINES = 12;

    private Faults() {}

    /** What was thrown and where, in one line. */
    static String text(Throwable fault) {
        StringWriter all = new StringWriter();
        fault.printStackTrace(new PrintWriter(all));
        return String.join(
                " | ", all.toString().lines().limit(LINES).map(String::strip).toList());
    }
}
