package dev.muninn.server.http;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One request and its answer. */
public final class Exchange {
    private static final String JSON = "application/json";

    /** Makes an object of a body; done where long work is. */
    interface Parser extends Function<byte[], ObjectNode> {}

    private final Request request;
    private final Response response;
    private final Callback done;
    private final Client client;
    private final String id;
    private final int mostBodyBytes;
    private final BodyBudget.Share memory;
    private final Parser parser;
    private final Route.ErrorForm errors;
    private byte[] body = new byte[0];
    private @Nullable Fields fields;
    private Optional<String> key = Optional.empty();
    private boolean answered;

    Exchange(
            Request request,
            Response response,
            Callback done,
            Client client,
            int mostBodyBytes,
            BodyBudget.Share memory,
            Parser parser,
            Route.ErrorForm errors) {
        this.request = request;
        this.response = response;
        this.done = done;
        this.client = client;
        this.id = RequestId.of(header("x-request-id"));
        this.mostBodyBytes = mostBodyBytes;
        this.memory = memory;
        this.parser = parser;
        this.errors = errors;
        header("x-request-id", id);
    }

    public Client client() {
        return client;
    }

    /** What the client, or this server, calls the request. */
    public String id() {
        return id;
    }

    /** The decoded path; never one that ends in a slash but for the root. */
    public String path() {
        return path(request);
    }

    static String path(Request request) {
        String path = request.getHttpURI().getDecodedPath();
        if (path == null) {
            return "*";
        }
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The JSON object that the client sent. */
    public Fields body() {
        Fields known = fields;
        if (known == null) {
            known = Fields.of(parse());
            fields = known;
        }
        return known;
    }

    private ObjectNode parse() {
        BodyReader.Body read = new BodyReader(request, mostBodyBytes, memory).read();
        if (read.tooLong()) {
            closeAfterwards();
            throw ApiError.of(
                    413,
                    "body_too_large",
                    "the body is longer than the %,d bytes accepted here".formatted(mostBodyBytes));
        }
        body = read.bytes();
        if (body.length == 0) {
            throw ApiError.invalid("the body is empty; a JSON object is wanted");
        }
        memory.take(Json.memory(body));
        return parser.apply(body);
    }

    /** Names fields that had no effect. */
    public void warn(List<String> unknown) {
        if (!unknown.isEmpty()) {
            String names = String.join(", ", unknown.subList(0, Math.min(unknown.size(), 20)));
            header("Muninn-Warning", "ignored: " + printable(names));
        }
    }

    /** Header values are visible ASCII. */
    private static String printable(String text) {
        String clean = text.replaceAll("[^ -~]", "?");
        return clean.length() <= 500 ? clean : clean.substring(0, 500);
    }

    public void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Answers with JSON. */
    public void send(ObjectNode json) {
        send(200, JSON, Json.bytes(json));
    }

    /** Answers with an error. */
    void send(ApiError error) {
        if (error.retryAfterSeconds() > 0) {
            header("Retry-After", Integer.toString(error.retryAfterSeconds()));
        }
        send(error.status(), JSON, Json.bytes(errors.of(error)));
    }

    /** Answers with anything; does not wait for the client to take it. */
    public void send(int status, String contentType, byte[] bytes) {
        response.setStatus(status);
        header("Content-Type", contentType);
        if (status != 204) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        }
        answered = true;
        response.write(true, ByteBuffer.wrap(bytes), done);
    }

    /** Answers with the events that {@code writer} sends; what it fails with becomes the last of them. */
    public void stream(Consumer<EventStream> writer) {
        stream(writer, EventStream::send);
    }

    /** How an error is said once events have been sent. */
    public interface LastWord {
        void send(EventStream events, ObjectNode error);
    }

    /** As {@link #stream(Consumer)}, for streams that say errors in their own way. */
    public void stream(Consumer<EventStream> writer, LastWord lastWord) {
        EventStream events = events();
        try {
            writer.accept(events);
        } catch (ApiError e) {
            lastWord.send(events, errors.of(e));
        } catch (ClientGone e) {
            throw e;
        } catch (RuntimeException e) {
            lastWord.send(events, errors.of(ApiError.internal()));
            throw e;
        }
        done.succeeded();
    }

    private EventStream events() {
        response.setStatus(200);
        header("Content-Type", "text/event-stream");
        header("Cache-Control", "no-cache");
        header("X-Accel-Buffering", "no"); // nginx passes events on as they come
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            header(
                    "Transfer-Encoding",
                    "chunked"); // also on a last answer: the end of the connection says not whether all came
        }
        answered = true;
        return new EventStream(this::write);
    }

    /** Waits until the client's end has taken {@code bytes}, as long as the time-out for transfers allows. */
    private void write(ByteBuffer bytes) {
        try (Blocker.Callback taken = Blocker.callback()) {
            response.write(false, bytes, taken);
            taken.block();
        } catch (IOException e) {
            throw new ClientGone();
        }
    }

    /** Whether the status line is out, so that an error can no longer be said in it. */
    boolean answered() {
        return answered;
    }

    /** This answer is the last on its connection. */
    void closeAfterwards() {
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0) {
            header("Connection", "close");
        }
    }

    /** Cuts the connection: what was sent must not look complete. */
    void abort() {
        answered = true;
        request.getConnectionMetaData().getConnection().getEndPoint().close();
        done.failed(new IOException("given up"));
    }

    String method() {
        return request.getMethod();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    String remoteHost() {
        return Request.getRemoteAddr(request);
    }

    /** The name of the key that let it in. */
    Optional<String> key() {
        return key;
    }

    void admittedBy(String name) {
        key = Optional.of(name);
    }

    /** What the client sent, as far as it was read. */
    String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
