package dev.muninn.server.http;

/** The client closed its connection, or sends and takes nothing: nobody reads the answer. */
public final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientGone() {
        super("the client is gone", null, false, false);
    }
}
