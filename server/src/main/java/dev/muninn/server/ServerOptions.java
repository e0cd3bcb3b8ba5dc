package dev.muninn.server;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.server.http.HttpOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to serve.
 *
 * @param modelName what clients call the model; empty for its directory's name
 * @param atOnce requests that compute at a time
 * @param waiting requests that may wait before the next is refused
 * @param mostRecurrences a request may ask for; empty for 8 times the model's mean
 * @param drain how long an ending server waits for what it has begun
 */
public record ServerOptions(
        HttpOptions http,
        Optional<String> modelName,
        int atOnce,
        int waiting,
        OptionalInt mostRecurrences,
        Duration drain) {
    public ServerOptions {
        require(atOnce >= 1 && atOnce <= 1024, "1 to 1024 requests can run at a time, found %d", atOnce);
        require(waiting >= 1 && waiting <= 100_000, "1 to 100000 requests may wait, found %d", waiting);
        require(
                mostRecurrences.isEmpty() || mostRecurrences.getAsInt() >= 1,
                "at least 1 recurrence must be allowed, found %d",
                mostRecurrences.orElse(1));
    }

    public static ServerOptions of(HttpOptions http) {
        return new ServerOptions(http, Optional.empty(), 2, 64, OptionalInt.empty(), Duration.ofSeconds(30));
    }
}
