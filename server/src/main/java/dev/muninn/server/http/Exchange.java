package dev.muninn.server.http;

import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** One request and its answer. */
public final class Exchange {
    private static final int TOO_MUCH = 8;
    private static final String JSON = "application/json";

    private final ServerRequest request;
    private final ServerResponse response;
    private final Client client;
    private final int mostBodyBytes;
    private byte[] body = new byte[0];
    private boolean answered;
    private boolean closing;

    Exchange(ServerRequest request, ServerResponse response, Client client, int mostBodyBytes) {
        this.request = request;
        this.response = response;
        this.client = client;
        this.mostBodyBytes = mostBodyBytes;
    }

    public Client client() {
        return client;
    }

    /** The decoded path. */
    public String path() {
        return request.path().path();
    }

    /** The JSON object that the client sent. */
    public Fields body() {
        client.within(this::read);
        if (body.length > mostBodyBytes) {
            throw ApiError.of(
                    413,
                    "body_too_large",
                    "the body is longer than the %,d bytes accepted here".formatted(mostBodyBytes));
        }
        if (body.length == 0) {
            throw ApiError.invalid("the body is empty; a JSON object is wanted");
        }
        return Fields.of(Json.parse(body));
    }

    private void read() {
        try (InputStream in = request.content().inputStream()) {
            body = in.readNBytes(mostBodyBytes + 1);
            if (body.length > mostBodyBytes) {
                // Read on for a while: a client that is cut off while it sends may not see the answer.
                var _ = in.skip(TOO_MUCH * (long) mostBodyBytes);
                closeAfterwards();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names fields that had no effect. */
    public void warn(List<String> unknown) {
        if (!unknown.isEmpty()) {
            String names = String.join(", ", unknown.subList(0, Math.min(unknown.size(), 20)));
            response.header("Muninn-Warning", "ignored: " + printable(names));
        }
    }

    /** Header values are visible ASCII. */
    private static String printable(String text) {
        String clean = text.replaceAll("[^ -~]", "?");
        return clean.length() <= 500 ? clean : clean.substring(0, 500);
    }

    public void header(String name, String value) {
        response.header(name, value);
    }

    /** Answers with JSON. */
    public void send(ObjectNode json) {
        send(200, JSON, Json.bytes(json));
    }

    /** Answers with an error. */
    void send(ApiError error) {
        if (error.retryAfterSeconds() > 0) {
            response.header("Retry-After", Integer.toString(error.retryAfterSeconds()));
        }
        send(error.status(), JSON, Json.bytes(Json.error(error)));
    }

    /** Answers with anything. */
    public void send(int status, String contentType, byte[] bytes) {
        response.status(status);
        response.header("Content-Type", contentType);
        answered = true;
        client.within(() -> {
            if (request.prologue().method().equals(Method.HEAD) || bytes.length == 0) {
                response.send();
            } else {
                response.send(bytes);
            }
        });
    }

    /** Answers with the events that {@code writer} sends; what it fails with becomes the last of them. */
    public void stream(Consumer<EventStream> writer) {
        EventStream events = events();
        try {
            writer.accept(events);
        } catch (ApiError e) {
            events.send(Json.error(e));
        } catch (ClientGone e) {
            throw e;
        } catch (RuntimeException e) {
            events.send(Json.error(ApiError.internal()));
            throw e;
        }
        events.close();
    }

    private EventStream events() {
        response.status(200);
        response.header("Content-Type", "text/event-stream");
        response.header("Cache-Control", "no-cache");
        answered = true;
        return new EventStream(response.outputStream(), client);
    }

    /** Whether the status line is out, so that an error can no longer be said in it. */
    boolean answered() {
        return answered;
    }

    /** This answer is the last on its connection. */
    void closeAfterwards() {
        closing = true;
        response.header(HeaderNames.CONNECTION, "close");
    }

    /** Whether the connection ends with this answer, which Helidon leaves to the client. */
    boolean closes() {
        return closing
                || request.prologue().protocolVersion().equals("1.0")
                || header("Connection")
                        .filter(value -> value.equalsIgnoreCase("close"))
                        .isPresent();
    }

    String method() {
        return request.prologue().method().text();
    }

    Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    String remoteHost() {
        return request.remotePeer().host();
    }

    int status() {
        return response.status().code();
    }

    long bytesWritten() {
        return response.bytesWritten();
    }

    /** What the client sent, as far as it was read. */
    String bodyText() {
        return new String(body, 0, Math.min(body.length, mostBodyBytes), StandardCharsets.UTF_8);
    }
}
