package dev.muninn.hub;

import dev.muninn.error.MuninnException;
import java.io.Serial;

/** Something that went wrong between us and the hub, with a message for the user and its kind for those who can still help. */
final class HubFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    enum Kind {
        /** There is no such file; the cache must not hide it. */
        NO_FILE,
        /** There is no such revision; the cache must not hide it. */
        NO_REVISION,
        /** There is no such repository, or it is hidden from us. */
        NO_REPO,
        /** Terms must be accepted first. */
        GATED,
        /** Not for this user. */
        REFUSED,
        /** No connection. */
        UNREACHABLE,
        /** Too many requests, or the hub is in trouble. */
        BUSY,
        /** The answer makes no sense. */
        BAD_ANSWER,
        /** The bytes are not those that were announced. */
        CORRUPT,
        /** This machine's disk. */
        DISK
    }

    private final Kind kind;

    HubFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    HubFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Whether a copy in the cache may be used instead, when the hub was asked what there is. */
    boolean allowsCache() {
        return kind != Kind.NO_FILE && kind != Kind.NO_REVISION && kind != Kind.DISK;
    }

    /** Whether the hub lets us see what there is, but not have it: an older copy in the cache may be used instead. */
    boolean forbids() {
        return kind == Kind.GATED || kind == Kind.REFUSED || kind == Kind.NO_REPO;
    }

    MuninnException forUser() {
        return new MuninnException(String.valueOf(getMessage()), this);
    }
}
