package dev.muninn.server.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** What a request is called in logs, its own and this server's. */
final class RequestId {
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

    private RequestId() {}

    /** The client's own, if it can stand in a log and in a header; else a new one. */
    static String of(Optional<String> sent) {
        return sent.filter(text -> USABLE.matcher(text).matches()).orElseGet(RequestId::next);
    }

    private static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong(), 8);
    }
}
