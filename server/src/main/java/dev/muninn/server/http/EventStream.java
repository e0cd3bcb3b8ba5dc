package dev.muninn.server.http;

import dev.muninn.server.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Server-sent events, each written and flushed by the thread of its connection. */
public final class EventStream {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final Client client;

    EventStream(OutputStream out, Client client) {
        this.out = out;
        this.client = client;
    }

    /** One event without a name. */
    public void send(ObjectNode data) {
        write(new byte[0], Json.bytes(data));
    }

    /** One event with a name. */
    public void send(String event, ObjectNode data) {
        write(("event: " + event + "\n").getBytes(StandardCharsets.UTF_8), Json.bytes(data));
    }

    /** The last event of the OpenAI streams. */
    public void done() {
        write(new byte[0], "[DONE]".getBytes(StandardCharsets.US_ASCII));
    }

    private void write(byte[] name, byte[] data) {
        byte[] event = new byte[name.length + DATA.length + data.length + END.length];
        System.arraycopy(name, 0, event, 0, name.length);
        System.arraycopy(DATA, 0, event, name.length, DATA.length);
        System.arraycopy(data, 0, event, name.length + DATA.length, data.length);
        System.arraycopy(END, 0, event, event.length - END.length, END.length);
        attempt(() -> {
            out.write(event);
            out.flush();
        });
    }

    void close() {
        attempt(out::close);
    }

    private interface Output {
        void run() throws IOException;
    }

    private void attempt(Output output) {
        client.within(() -> {
            try {
                output.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
