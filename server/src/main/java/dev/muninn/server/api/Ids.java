package dev.muninn.server.api;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Names of answers. */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** {@code prefix} and 24 digits nobody can guess. */
    static String next(String prefix) {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }

    /** Of a call, in the form that the model's template can show again. */
    static String ofCall(Optional<ToolRequest> tools) {
        return tools.map(request -> request.tools().format().newId(RANDOM)).orElseGet(() -> next("call_"));
    }

    /** Seconds since 1970. */
    static long now() {
        return Instant.now().getEpochSecond();
    }
}
