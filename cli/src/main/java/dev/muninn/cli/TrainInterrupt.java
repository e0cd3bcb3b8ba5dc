package dev.muninn.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Ctrl-C while training: the first one asks for an end after the step that runs, with a checkpoint; a second one ends at once. Unlike
 * {@link Interrupt} it keeps the JVM from shutting down, since a checkpoint may take longer than a shutdown waits.
 */
final class TrainInterrupt implements StopRequest {
    private static final String INT = "INT";
    private static final String TERM = "TERM";

    private final AtomicBoolean requested = new AtomicBoolean();
    private final Object beforeInt;
    private final Object beforeTerm;

    private TrainInterrupt() {
        beforeInt = Signals.register(INT, this::request);
        beforeTerm = Signals.register(TERM, this::request);
    }

    static TrainInterrupt listen() {
        return new TrainInterrupt();
    }

    private void request() {
        if (requested.getAndSet(true)) {
            Runtime.getRuntime().halt(Interrupt.STATUS);
        }
        System.err.println(
                "\nmuninn: finishing this step and writing a checkpoint; once more ends at once, without one");
    }

    @Override
    public boolean requested() {
        return requested.get();
    }

    @Override
    public void close() {
        Signals.unregister(INT, beforeInt);
        Signals.unregister(TERM, beforeTerm);
    }
}
