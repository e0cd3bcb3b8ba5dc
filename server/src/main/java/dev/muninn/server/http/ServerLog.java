package dev.muninn.server.http;

/** Told what happens. Safe for several threads. */
public interface ServerLog {
    /** Hears nothing. */
    ServerLog NONE = new ServerLog() {
        @Override
        public void answered(Answered request) {}

        @Override
        public void problem(String text) {}
    };

    /** A request is over. */
    void answered(Answered request);

    /** Something that whoever runs the server must know, in one line: an internal error, a limit that was met. */
    void problem(String text);
}
