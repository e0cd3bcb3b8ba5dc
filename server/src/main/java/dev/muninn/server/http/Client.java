package dev.muninn.server.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Who waits for an answer. */
public final class Client {
    private final Optional<Connections.Connection> connection;
    private final ScheduledExecutorService alarms;
    private final Duration patience;

    Client(Optional<Connections.Connection> connection, ScheduledExecutorService alarms, Duration patience) {
        this.connection = connection;
        this.alarms = alarms;
        this.patience = patience;
    }

    /** Whether its connection is still open. Its whole request must have been read. */
    public boolean connected() {
        return connection.isEmpty() || !connection.get().input().ended();
    }

    /** Something that waits for the client to send or to take. */
    interface Transfer {
        void run();
    }

    /** Closes the connection if {@code transfer} takes longer than a client may; {@link ClientGone} if it fails. */
    void within(Transfer transfer) {
        ScheduledFuture<?> alarm = alarms.schedule(
                () -> connection.ifPresent(found -> found.socket().close()),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            transfer.run();
        } catch (UncheckedIOException | CloseConnectionException | DataReader.InsufficientDataAvailableException e) {
            throw new ClientGone();
        } finally {
            alarm.cancel(false);
        }
    }
}
