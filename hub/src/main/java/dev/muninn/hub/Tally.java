package dev.muninn.hub;

import dev.muninn.locate.FetchListener;

/** Adds up the bytes of all connections, for the listener, one call at a time. */
final class Tally {
    private final FetchListener listener;
    private long bytes;

    Tally(FetchListener listener) {
        this.listener = listener;
    }

    synchronized void add(long count) {
        bytes += count;
        listener.received(bytes);
    }

    synchronized void note(String text) {
        listener.note(text);
    }
}
