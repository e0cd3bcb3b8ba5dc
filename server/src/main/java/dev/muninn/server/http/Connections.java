package dev.muninn.server.http;

import dev.muninn.server.http.HttpOptions.Timeouts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Set<PeekingEndPoint> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong closedForOthers = new AtomicLong();
    private final AtomicLong closedAsSlow = new AtomicLong();
    private final AtomicLong said = new AtomicLong(System.nanoTime() - SAY_AGAIN_NANOS);

    Connections(int most, Timeouts timeouts, ServerLog log) {
        this.most = most;
        this.timeouts = timeouts;
        this.log = log;
    }

    synchronized void opened(PeekingEndPoint connection) {
        open.add(connection);
        if (open.size() > most) {
            // If all the others are being answered, the new one goes.
            PeekingEndPoint leaves = longestWithoutRequest(connection).orElse(connection);
            open.remove(leaves); // Jetty tells of the end of a connection later
            leaves.close();
            closedForOthers.incrementAndGet();
            sayOnce();
        }
    }

    private Optional<PeekingEndPoint> longestWithoutRequest(PeekingEndPoint newest) {
        return open.stream()
                .filter(connection -> connection != newest && connection.phase() != PeekingEndPoint.Phase.ANSWERING)
                .max(Comparator.comparingLong(PeekingEndPoint::phaseNanos));
    }

    /** A flood must not flood the log, too. */
    private void sayOnce() {
        long last = said.get();
        if (System.nanoTime() - last > SAY_AGAIN_NANOS && said.compareAndSet(last, System.nanoTime())) {
            log.problem("%d connections are open, as many as may be: those without a request are closed for new ones"
                    .formatted(most));
        }
    }

    void closed(PeekingEndPoint connection) {
        open.remove(connection);
    }

    /** Closes those whose headers take too long, whatever comes of them. */
    void closeSlow() {
        for (PeekingEndPoint connection : List.copyOf(open)) {
            if (connection.phase() == PeekingEndPoint.Phase.HEADERS
                    && connection.phaseNanos() > timeouts.header().toNanos()) {
                open.remove(connection);
                connection.close();
                closedAsSlow.incrementAndGet();
            }
        }
    }

    int count() {
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
