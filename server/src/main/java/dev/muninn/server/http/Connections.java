package dev.muninn.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * HTTP/1.1, and a look at the sockets underneath: a handler can ask whether its client is still there while it waits for tokens,
 * which Helidon tells only those who read or write.
 */
final class Connections implements ServerConnectionSelector {
    private final Http1ConnectionSelector http1;
    private final Map<String, HelidonSocket> open = new ConcurrentHashMap<>();

    Connections(int mostHeaderBytes) {
        this.http1 = Http1ConnectionSelector.builder()
                .config(config -> config.maxHeadersSize(mostHeaderBytes).maxPrologueLength(mostHeaderBytes))
                .build();
    }

    /** The socket a request came through. */
    Optional<HelidonSocket> socket(ServerRequest request) {
        return Optional.ofNullable(open.get(key(request.serverSocketId(), request.socketId())));
    }

    private static String key(String server, String connection) {
        return server + ' ' + connection;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        ServerConnection connection = http1.connection(context);
        String key = key(context.socketId(), context.childSocketId());
        return new ServerConnection() {
            @Override
            public void handle(Limit limit) throws InterruptedException {
                open.put(key, context.serverSocket());
                try {
                    connection.handle(limit);
                } finally {
                    open.remove(key);
                }
            }

            @Override
            public Duration idleTime() {
                return connection.idleTime();
            }

            @Override
            public void close(boolean interrupt) {
                connection.close(interrupt);
            }
        };
    }
}
