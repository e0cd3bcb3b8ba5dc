package dev.muninn.cli;

import java.io.Serial;

/** Whoever read our output has gone, as {@code head} does: time to stop, but nothing went wrong. */
final class ClosedPipe extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ClosedPipe() {
        super("standard output is closed");
    }
}
