package dev.muninn.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * HTTP/1.1, and a look at the connections underneath: a handler can ask whether its client is still there while it waits for tokens,
 * which Helidon tells only those who read or write.
 */
final class Connections implements ServerConnectionSelector {
    private final Http1ConnectionSelector http1;
    private final Map<String, Connection> open = new ConcurrentHashMap<>();

    /** An open connection. */
    record Connection(ReadAhead input, HelidonSocket socket) {}

    Connections(int mostHeaderBytes) {
        this.http1 = Http1ConnectionSelector.builder()
                .config(config -> config.maxHeadersSize(mostHeaderBytes).maxPrologueLength(mostHeaderBytes))
                .build();
    }

    /** The connection a request came through. */
    Optional<Connection> of(ServerRequest request) {
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
        ReadAhead input = new ReadAhead(context.dataReader());
        ServerConnection connection = http1.connection(new Context(context, DataReader.create(input)));
        String key = key(context.socketId(), context.childSocketId());
        return new ServerConnection() {
            @Override
            public void handle(Limit limit) throws InterruptedException {
                open.put(key, new Connection(input, context.serverSocket()));
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

    /** A connection's context with another reader. */
    private record Context(ConnectionContext original, DataReader dataReader) implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return original.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return original.executor();
        }

        @Override
        public DataWriter dataWriter() {
            return original.dataWriter();
        }

        @Override
        public Router router() {
            return original.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return original.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return original.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return original.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return original.localPeer();
        }

        @Override
        public boolean isSecure() {
            return original.isSecure();
        }

        @Override
        public String socketId() {
            return original.socketId();
        }

        @Override
        public String childSocketId() {
            return original.childSocketId();
        }
    }
}
