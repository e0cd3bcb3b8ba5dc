package dev.muninn.server.http;

import io.helidon.common.socket.HelidonSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Who waits for an answer. */
public final class Client {
    private final Optional<HelidonSocket> socket;
    private final ScheduledExecutorService alarms;
    private final Duration patience;
    private boolean watched;

    Client(Optional<HelidonSocket> socket, ScheduledExecutorService alarms, Duration patience) {
        this.socket = socket;
        this.alarms = alarms;
        this.patience = patience;
    }

    /** Whether its connection is still open. Its whole request must have been read. */
    public boolean connected() {
        if (socket.isEmpty()) {
            return true;
        }
        if (!watched) {
            socket.get().idle(); // reads ahead, which is how the end of the connection is seen
            watched = true;
        }
        return socket.get().isConnected();
    }

    /** Something that waits for the client to send or to take. */
    interface Transfer {
        void run();
    }

    /** Closes the connection if {@code transfer} takes longer than a client may. */
    void within(Transfer transfer) {
        ScheduledFuture<?> alarm =
                alarms.schedule(() -> socket.ifPresent(HelidonSocket::close), patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            transfer.run();
        } finally {
            alarm.cancel(false);
        }
    }
}
