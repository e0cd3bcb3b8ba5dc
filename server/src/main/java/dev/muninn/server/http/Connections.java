package dev.muninn.server.http;

import dev.muninn.server.http.HttpOptions.Timeouts;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The open connections. A limit of them is kept by closing the one that has gone longest without sending a whole request, so that half
 * requests, however many, keep nobody out.
 */
final class Connections {
    private static final long SAY_AGAIN_NANOS = 10_000_000_000L;

    private final int most;
    private final Timeouts timeouts;
    private final ServerLog log;
    /** Guarded by this, as are those that wait. */
    private final Set<PeekingEndPoint> open = new HashSet<>();
    /** Those without a whole request, the oldest first. */
    private final Set<PeekingEndPoint> waiting = new LinkedHashSet<>();

    private final AtomicLong closedForOthers = new AtomicLong();
    private final AtomicLong closedAsSlow = new AtomicLong();
    private final AtomicLong said = new AtomicLong(System.nanoTime() - SAY_AGAIN_NANOS);

    Connections(int most, Timeouts timeouts, ServerLog log) {
        this.most = most;
        this.timeouts = timeouts;
        this.log = log;
    }

    void opened(PeekingEndPoint connection) {
        Optional<PeekingEndPoint> leaves;
        synchronized (this) {
            open.add(connection);
            waiting.add(connection);
            // The oldest; the new one itself if all others are being answered.
            leaves = open.size() > most ? waiting.stream().findFirst() : Optional.empty();
            leaves.ifPresent(this::closed); // Jetty tells of the end of a connection later
        }
        if (leaves.isPresent()) {
            leaves.get().close();
            closedForOthers.incrementAndGet();
            sayOnce();
        }
    }

    /** A whole request has come. */
    synchronized void answering(PeekingEndPoint connection) {
        waiting.remove(connection);
    }

    /** The next request may come. */
    synchronized void answered(PeekingEndPoint connection) {
        if (open.contains(connection)) {
            waiting.add(connection);
        }
    }

    /** A flood must not flood the log, too. */
    private void sayOnce() {
        long last = said.get();
        if (System.nanoTime() - last > SAY_AGAIN_NANOS && said.compareAndSet(last, System.nanoTime())) {
            log.problem("%d connections are open, as many as may be: those without a request are closed for new ones"
                    .formatted(most));
        }
    }

    synchronized void closed(PeekingEndPoint connection) {
        open.remove(connection);
        waiting.remove(connection);
    }

    /** Closes those whose headers take too long, whatever comes of them. */
    void closeSlow() {
        List<PeekingEndPoint> slow;
        synchronized (this) {
            slow = waiting.stream()
                    .filter(connection -> connection.phase() == PeekingEndPoint.Phase.HEADERS
                            && connection.phaseNanos() > timeouts.header().toNanos())
                    .toList();
            slow.forEach(this::closed);
        }
        slow.forEach(PeekingEndPoint::close);
        closedAsSlow.addAndGet(slow.size());
    }

    synchronized int count() {
        return open.size();
    }

    /** Connections that were closed because there were too many. */
    long closedForOthers() {
        return closedForOthers.get();
    }

    /** Connections that were closed before a whole request had come. */
    long closedAsSlow() {
        return closedAsSlow.get();
    }
}
