package dev.muninn.server.http;

import dev.muninn.server.json.ApiError;

/** Memory for what clients send, all of them together. It is taken before bytes are read. Safe for several threads. */
final class BodyBudget {
    private final long most;
    private long taken;

    BodyBudget(long most) {
        this.most = most;
    }

    /** What one request holds. */
    final class Share implements AutoCloseable {
        private long held;

        private Share() {}

        /** Takes {@code bytes} more, or refuses the request. */
        void take(long bytes) {
            synchronized (BodyBudget.this) {
                if (held + bytes > most) {
                    throw ApiError.of(
                            413, "body_too_large", "the request takes more memory than this server has for requests");
                }
                if (taken + bytes > most) {
                    throw ApiError.unavailable(
                            "out_of_memory",
                            "other requests take the memory that this one needs; try again in a second");
                }
                taken += bytes;
                held += bytes;
            }
        }

        @Override
        public void close() {
            synchronized (BodyBudget.this) {
                taken -= held;
                held = 0;
            }
        }
    }

    Share share() {
        return new Share();
    }

    /** Bytes that are taken now. */
    synchronized long taken() {
        return taken;
    }
}
