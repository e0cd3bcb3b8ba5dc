package dev.muninn.server.http;

import dev.muninn.server.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Server-sent events, each written and flushed by the thread that sends it. */
public final class EventStream {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Takes bytes; throws {@link ClientGone} if the client does not. */
    interface Output {
        void write(ByteBuffer bytes);
    }

    private final Output out;

    EventStream(Output out) {
        this.out = out;
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
        ByteBuffer event = ByteBuffer.allocate(name.length + DATA.length + data.length + END.length);
        out.write(event.put(name).put(DATA).put(data).put(END).flip());
    }
}
