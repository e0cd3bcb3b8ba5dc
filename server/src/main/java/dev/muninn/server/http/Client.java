package dev.muninn.server.http;

/** Who waits for an answer. */
public final class Client {
    private final PeekingEndPoint connection;
    private final Tally tally = new Tally();

    Client(PeekingEndPoint connection) {
        this.connection = connection;
    }

    /** Whether its connection is still open. Its whole request must have been read. */
    public boolean connected() {
        return !connection.ended();
    }

    /** What a model does for it. */
    public Tally tally() {
        return tally;
    }
}
