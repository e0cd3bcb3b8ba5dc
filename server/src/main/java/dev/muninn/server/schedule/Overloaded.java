package dev.muninn.server.schedule;

/** As many requests wait as may. */
public final class Overloaded extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int retryAfterSeconds;

    public Overloaded(int retryAfterSeconds) {
        super("too many requests are waiting", null, false, false);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** When there may be room again. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
