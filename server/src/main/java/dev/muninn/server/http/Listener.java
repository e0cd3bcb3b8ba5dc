package dev.muninn.server.http;

import dev.muninn.error.MuninnException;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Json;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty, set up: what it reads, whom it waits for and how it refuses. */
final class Listener implements AutoCloseable {
    private static final int MOST_HEADER_BYTES = 16 << 10;
    /** Held by every connection whose request is half read. */
    private static final int INPUT_BYTES = 4 << 10;

    private static final int MOST_THREADS = 16;
    private static final long LOOK_MILLIS = 250;

    /** Answers; the callback is told when it is done. It must neither wait nor compute. */
    interface Answering {
        void handle(Request request, Response response, Callback done);
    }

    private final Server server;
    private final Connector connector;
    private final Connections connections;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-clock").factory());

    Listener(HttpOptions options, Answering answering) {
        this.connections = new Connections(options.mostConnections(), options.timeouts(), options.log());
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 2);
        threads.setName("http");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = new Connector(server, options, connections);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                answering.handle(request, response, callback);
                return true;
            }
        });
        server.setErrorHandler(Listener::refuse);
        server.setStopTimeout(0);
        start(options);
        var _ = clock.scheduleWithFixedDelay(connections::closeSlow, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void start(HttpOptions options) {
        try {
            server.start();
        } catch (MuninnException e) {
            throw e;
        } catch (Exception e) {
            close();
            throw new MuninnException(
                    "cannot listen on %s:%d; is another server running there? try another --port"
                            .formatted(options.host(), options.port()),
                    e);
        }
    }

    /** The connection underneath a request. */
    static PeekingEndPoint connection(Request request) {
        EndPoint found = request.getConnectionMetaData().getConnection().getEndPoint();
        while (found instanceof EndPoint.Wrapper wrapper) {
            found = wrapper.unwrap();
        }
        return (PeekingEndPoint) found;
    }

    /** What Jetty refuses before a route sees it. */
    private static boolean refuse(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        ApiError error = ApiError.of(
                status, "http_" + status, status < 500 ? "not an HTTP request this server reads" : "internal error");
        byte[] json = Json.bytes(Json.error(error));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.write(true, ByteBuffer.wrap(json), callback);
        return true;
    }

    /** A connector whose connections can be looked at. */
    private static final class Connector extends ServerConnector {
        private final Connections connections;
        private final boolean tls;
        private final Duration idle;

        Connector(Server server, HttpOptions options, Connections connections) {
            super(server, null, null, null, 1, 1, protocols(options));
            this.connections = connections;
            this.tls = options.tls().isPresent();
            this.idle = options.timeouts().idle();
            setHost(options.host());
            setPort(options.port());
            setAcceptQueueSize(4096);
            setAcceptedTcpNoDelay(true);
            setIdleTimeout(idle.toMillis());
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            PeekingEndPoint connection =
                    new PeekingEndPoint(channel, selector, key, getScheduler(), tls, getExecutor(), connections);
            connection.setIdleTimeout(idle.toMillis());
            return connection;
        }
    }

    private static org.eclipse.jetty.server.ConnectionFactory[] protocols(HttpOptions options) {
        HttpConfiguration config = new HttpConfiguration();
        config.setHttpCompliance(HttpCompliance.STRICT);
        // A model's name may have a slash, written %2F.
        config.setUriCompliance(UriCompliance.DEFAULT.with("muninn", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
        config.setSendServerVersion(false);
        config.setSendXPoweredBy(false);
        config.setRequestHeaderSize(MOST_HEADER_BYTES);
        config.setInputBufferSize(INPUT_BYTES);
        HttpConnectionFactory http = new HttpConnectionFactory(config);
        if (options.tls().isEmpty()) {
            return new org.eclipse.jetty.server.ConnectionFactory[] {http};
        }
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setSslContext(options.tls().get().context());
        return new org.eclipse.jetty.server.ConnectionFactory[] {new SslConnectionFactory(ssl, http.getProtocol()), http
        };
    }

    int port() {
        return connector.getLocalPort();
    }

    Connections connections() {
        return connections;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            throw new MuninnException("the server did not end as it should: " + e.getMessage(), e);
        }
    }
}
